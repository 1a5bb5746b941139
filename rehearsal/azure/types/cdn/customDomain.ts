import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { profileHasRoom, profileIsFrontDoor } from "./limits.ts";

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

const hostNameIsSound: Rule = ({ inputs, name }) => {
  const host = textAt(inputs, "hostName") ?? "";
  if (/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(host)) return;
  refuse(`Host name '${host}' of custom domain '${name}' is no domain name.`);
};

/** domain.md of 2023-03-10, "Domain types": managed certificates are not available for wildcards. */
const certificateFits: Rule = ({ inputs, name }) => {
  const type = textAt(inputs, "tlsSettings.certificateType");
  const host = textAt(inputs, "hostName") ?? "";
  if (type === "ManagedCertificate" && host.startsWith("*."))
    refuse(`Custom domain '${name}': '${host}' is a wildcard, for which there is no managed certificate.`);
  if (type === "CustomerCertificate" && textAt(inputs, "tlsSettings.secret.id") === undefined)
    refuse(`Custom domain '${name}' brings a certificate of its own and names no secret.`);
};

/** Whoever adds a name first has it: a second profile would take its traffic. */
const hostNameIsFree: Rule = ({ azure, id, arm, inputs }) => {
  const host = textAt(inputs, "hostName")?.toLowerCase();
  const other = azure
    .ofType(arm)
    .find(
      (found) => idKey(found.id) !== idKey(id) && textAt(found.inputs, "hostName")?.toLowerCase() === host,
    );
  if (!other) return;
  throw new ArmError("Conflict", 409, `The host name '${host}' is already used by '${other.id}'.`);
};

export const customDomain = define("azure-native:cdn:AFDCustomDomain", {
  location: "none",
  required: ["hostName"],
  createOnly: ["hostName"],
  rules: [
    oneOf(
      "tlsSettings.certificateType",
      ["CustomerCertificate", "ManagedCertificate", "AzureFirstPartyManagedCertificate"],
      "BadRequest",
    ),
    oneOf("tlsSettings.minimumTlsVersion", ["TLS10", "TLS12", "TLS13"], "BadRequest"),
    profileIsFrontDoor,
    hostNameIsSound,
    certificateFits,
    hostNameIsFree,
    profileHasRoom,
  ],
  // What routes and security policies use stays.
  inUse: { code: "Conflict", status: 409 },
  outputs: ({ id, azure }) => ({
    id,
    deploymentStatus: "NotStarted",
    // Nobody writes the TXT record here, so it stays as it is on the first day.
    domainValidationState: "Pending",
    validationProperties: { validationToken: azure.guid(`${id}/validation`).replaceAll("-", "") },
  }),
});
