import { findRegion, regions } from "../../../../lib/regions.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { AzureView, DeleteRequest, Effects, Request, Resource, Rule } from "../../model.ts";
import { flagAt, textAt, type Properties } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";
import { frontDoorLimits } from "../../../../lib/edge/frontDoorLimits.ts";
import { busy, isPremium, profileHasRoom, profileIsFrontDoor, profileOf } from "./limits.ts";
import { askFor, giveUp, isSameLink, sharedLinkOf } from "./sharedLink.ts";

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

export function isEnabled(inputs: Properties): boolean {
  return textAt(inputs, "enabledState") !== "Disabled";
}

function siblings(azure: AzureView, id: string): Resource[] {
  return azure
    .below(parentId(id))
    .filter(
      (other) => idKey(other.id) !== idKey(id) && other.state !== "Creating" && other.state !== "Deleting",
    );
}

/** Group ids by target: private-link.md of 2025-09-24. A private link service has none. */
const groupIds: Readonly<Record<string, readonly string[]>> = {
  "microsoft.storage/storageaccounts": ["blob", "blob_secondary", "web", "web_secondary"],
  "microsoft.web/sites": ["sites"],
  "microsoft.apimanagement/service": ["Gateway"],
  "microsoft.app/managedenvironments": ["managedEnvironments"],
  "microsoft.network/privatelinkservices": [],
};

const privateLinkIsOffered: Rule = ({ azure, id, inputs, name }) => {
  const link = sharedLinkOf(inputs);
  if (!link) return;
  if (!isPremium(profileOf(azure, id)))
    refuse(`Origin '${name}': Private Link needs a profile of the SKU Premium_AzureFrontDoor.`);
  if (link.targetId === "") refuse(`Origin '${name}': sharedPrivateLinkResource names no privateLink.id.`);
  if (findRegion(link.location)?.frontDoorPrivateLink !== true) {
    const offered = [...regions.values()]
      .filter((region) => region.frontDoorPrivateLink)
      .map((region) => region.location);
    refuse(
      `Origin '${name}': '${link.location}' is not a region in which Front Door offers Private Link (${offered.join(", ")}).`,
    );
  }
  if (flagAt(inputs, "enforceCertificateNameCheck") === false)
    refuse(`Origin '${name}': a private origin needs enforceCertificateNameCheck.`);
  const { min, max } = frontDoorLimits.requestMessage;
  if (link.message.length < min || link.message.length > max)
    refuse(`Origin '${name}': requestMessage must have ${min} to ${max} characters.`);
};

const groupIdFitsTheTarget: Rule = ({ azure, inputs, name }) => {
  const link = sharedLinkOf(inputs);
  const target = azure.find(link?.targetId ?? "");
  if (!link || !target) return;
  const offered = groupIds[target.arm.toLowerCase()];
  if (!offered) refuse(`Origin '${name}': Front Door cannot reach ${target.arm} through Private Link.`);
  if (
    offered.length === 0
      ? link.groupId === ""
      : offered.some((group) => group.toLowerCase() === link.groupId.toLowerCase())
  )
    return;
  refuse(
    `Origin '${name}': group id '${link.groupId}' does not belong to ${target.arm}; it takes ${offered.join(", ") || "none"}.`,
  );
};

const groupIsAllPrivateOrAllPublic: Rule = ({ azure, id, inputs, name }) => {
  const isPrivate = sharedLinkOf(inputs) !== undefined;
  const other = siblings(azure, id).find(
    (origin) => (sharedLinkOf(origin.inputs) !== undefined) !== isPrivate,
  );
  if (!other) return;
  refuse(
    `Origin '${name}' is ${isPrivate ? "private" : "public"} and '${other.name}' of the same origin group is not; private and public origins cannot be mixed in an origin group.`,
  );
};

const groupHasRoom: Rule = ({ azure, id, name, operation }) => {
  const there = siblings(azure, id).length;
  if (operation === "update" || there < frontDoorLimits.originsPerGroup) return;
  refuse(
    `The origin group of '${name}' has ${there} origins; ${frontDoorLimits.originsPerGroup} are allowed.`,
  );
};

function refuseIfLastOfARoute(azure: AzureView, id: string, what: string): void {
  if (siblings(azure, id).some((origin) => isEnabled(origin.inputs))) return;
  const route = azure
    .referring(parentId(id))
    .find((user) => user.arm === "Microsoft.Cdn/profiles/afdEndpoints/routes" && user.state !== "Deleting");
  if (!route) return;
  refuse(
    `Endpoint pools must contain at least one enabled endpoint: origin '${id}' is the last of its group and cannot be ${what} while route '${route.name}' uses the group.`,
  );
}

const routesKeepAnOrigin: Rule = ({ azure, id, inputs, previous }) => {
  if (previous && isEnabled(previous.inputs) && !isEnabled(inputs))
    refuseIfLastOfARoute(azure, id, "disabled");
};

const severalOriginsAreProbed: Rule = ({ azure, id, inputs, name }) => {
  const group = azure.find(parentId(id));
  const probed =
    group?.inputs["healthProbeSettings"] !== undefined &&
    textAt(group.inputs, "healthProbeSettings.probeProtocol") !== "NotSet";
  if (probed || !isEnabled(inputs) || !siblings(azure, id).some((origin) => isEnabled(origin.inputs))) return;
  refuse(
    `Origin '${name}': origin group '${group?.name}' has no health probe and takes a single enabled origin.`,
  );
};

const hostNameIsSound: Rule = ({ inputs, name }) => {
  const host = textAt(inputs, "hostName") ?? "";
  if (/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host)) return;
  refuse(
    `Host name '${host}' of origin '${name}' is neither a domain name nor an IPv4 address; it has no scheme, port or path.`,
  );
};

function written({ azure, id, inputs, previous }: Request, effects: Effects): void {
  const before = previous && sharedLinkOf(previous.inputs);
  const after = sharedLinkOf(inputs);
  if (before && !isSameLink(id, before, after)) giveUp(azure, effects, id, before);
  if (after) askFor(azure, effects, id, after);
}

function deleted({ azure, resource }: DeleteRequest, effects: Effects): void {
  const link = sharedLinkOf(resource.inputs);
  if (link) giveUp(azure, effects, resource.id, link);
}

export const origin = define("azure-native:cdn:AFDOrigin", {
  location: "none",
  required: ["hostName"],
  oneAtATime: busy,
  rules: [
    within("weight", frontDoorLimits.weight, "BadRequest"),
    within("priority", frontDoorLimits.priority, "BadRequest"),
    within("httpPort", { min: 1, max: 65535 }, "BadRequest"),
    within("httpsPort", { min: 1, max: 65535 }, "BadRequest"),
    oneOf("enabledState", ["Enabled", "Disabled"], "BadRequest"),
    profileIsFrontDoor,
    hostNameIsSound,
    privateLinkIsOffered,
    groupIdFitsTheTarget,
    groupIsAllPrivateOrAllPublic,
    severalOriginsAreProbed,
    routesKeepAnOrigin,
    groupHasRoom,
    profileHasRoom,
  ],
  deleteRules: [
    ({ azure, resource }) =>
      isEnabled(resource.inputs) ? refuseIfLastOfARoute(azure, resource.id, "deleted") : undefined,
  ],
  outputs: ({ id, inputs }) => ({
    id,
    deploymentStatus: "NotStarted",
    ...(sharedLinkOf(inputs)
      ? {
          sharedPrivateLinkResource: {
            ...(inputs["sharedPrivateLinkResource"] as object),
            status: "Pending",
          },
        }
      : {}),
  }),
  onWritten: written,
  onDeleted: deleted,
});
