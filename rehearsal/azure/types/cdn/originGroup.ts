import { frontDoorLimits } from "../../../../lib/edge/frontDoorLimits.ts";
import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { numberAt, textAt, valueAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";
import { profileHasRoom, profileIsFrontDoor } from "./limits.ts";

const samplesAreEnough: Rule = ({ inputs, name }) => {
  const samples = numberAt(inputs, "loadBalancingSettings.sampleSize");
  const wanted = numberAt(inputs, "loadBalancingSettings.successfulSamplesRequired");
  if (samples === undefined || wanted === undefined || wanted <= samples) return;
  throw new ArmError(
    "BadRequest",
    400,
    `Origin group '${name}' wants ${wanted} successful samples out of ${samples}.`,
  );
};

/** health-probes.md of 2025-01-29: probes can be off only where there is nothing to choose from. */
const probesAreThereForSeveralOrigins: Rule = ({ azure, id, inputs, name }) => {
  if (
    valueAt(inputs, "healthProbeSettings") !== undefined &&
    textAt(inputs, "healthProbeSettings.probeProtocol") !== "NotSet"
  )
    return;
  const enabled = azure
    .below(id)
    .filter(
      (origin) => idKey(origin.id) !== idKey(id) && textAt(origin.inputs, "enabledState") !== "Disabled",
    );
  if (enabled.length <= 1) return;
  throw new ArmError(
    "BadRequest",
    400,
    `Origin group '${name}' has ${enabled.length} enabled origins; health probes can be disabled only with a single one.`,
  );
};

const probePathBegins: Rule = ({ inputs, name }) => {
  const path = textAt(inputs, "healthProbeSettings.probePath");
  if (path === undefined || path.startsWith("/")) return;
  throw new ArmError(
    "BadRequest",
    400,
    `The probe path '${path}' of origin group '${name}' must begin with '/'.`,
  );
};

export const originGroup = define("azure-native:cdn:AFDOriginGroup", {
  location: "none",
  required: ["loadBalancingSettings"],
  rules: [
    within("healthProbeSettings.probeIntervalInSeconds", frontDoorLimits.probeIntervalSeconds, "BadRequest"),
    within("loadBalancingSettings.sampleSize", frontDoorLimits.samples, "BadRequest"),
    within("loadBalancingSettings.successfulSamplesRequired", frontDoorLimits.samples, "BadRequest"),
    within(
      "loadBalancingSettings.additionalLatencyInMilliseconds",
      frontDoorLimits.additionalLatencyMilliseconds,
      "BadRequest",
    ),
    within(
      "trafficRestorationTimeToHealedOrNewEndpointsInMinutes",
      frontDoorLimits.trafficRestorationMinutes,
      "BadRequest",
    ),
    oneOf("healthProbeSettings.probeProtocol", ["NotSet", "Http", "Https"], "BadRequest"),
    oneOf("healthProbeSettings.probeRequestType", ["NotSet", "GET", "HEAD"], "BadRequest"),
    oneOf("sessionAffinityState", ["Enabled", "Disabled"], "BadRequest"),
    samplesAreEnough,
    probePathBegins,
    probesAreThereForSeveralOrigins,
    profileIsFrontDoor,
    profileHasRoom,
  ],
  inUse: { code: "Conflict", status: 409 },
  outputs: ({ id }) => ({ id, deploymentStatus: "NotStarted" }),
});
