import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt, textsAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/** azure-aks-docs workload-identity-overview.md of 2026-08-21. */
const mostPerIdentity = 20;
/** Entra ID, "Important considerations and restrictions for federated identity credentials". */
const mostCharacters = 600;

const issuerIsHttps: Rule = ({ inputs, name }) => {
  const issuer = textAt(inputs, "issuer") ?? "";
  if (URL.canParse(issuer) && new URL(issuer).protocol === "https:") return;
  throw new ArmError(
    "BadRequest",
    400,
    `The issuer '${issuer}' of federated identity credential '${name}' must be an https URL.`,
  );
};

const oneAudience: Rule = ({ inputs, name }) => {
  const audiences = textsAt(inputs, "audiences[]");
  if (audiences.length === 1) return;
  throw new ArmError(
    "BadRequest",
    400,
    `Federated identity credential '${name}' names ${audiences.length} audiences; it takes exactly one.`,
  );
};

const textsFit: Rule = ({ inputs, name }) => {
  const long = ["issuer", "subject"].find((key) => (textAt(inputs, key)?.length ?? 0) > mostCharacters);
  if (long === undefined) return;
  throw new ArmError(
    "BadRequest",
    400,
    `The ${long} of federated identity credential '${name}' has more than ${mostCharacters} characters.`,
  );
};

const identityHasRoom: Rule = ({ azure, id, arm, inputs, name }) => {
  const others = azure
    .below(parentId(id))
    .filter((other) => other.arm === arm && idKey(other.id) !== idKey(id));
  if (others.length >= mostPerIdentity) {
    throw new ArmError(
      "BadRequest",
      400,
      `The identity already has ${others.length} federated identity credentials; ${mostPerIdentity} are allowed ('${name}').`,
    );
  }
  const same = others.find(
    (other) =>
      textAt(other.inputs, "issuer") === textAt(inputs, "issuer") &&
      textAt(other.inputs, "subject") === textAt(inputs, "subject"),
  );
  if (same)
    throw new ArmError(
      "Conflict",
      409,
      `Issuer and subject of '${name}' are those of '${same.name}' on the same identity already; the pair must be unique.`,
    );
};

export const federatedIdentityCredential = define(
  "azure-native:managedidentity:FederatedIdentityCredential",
  {
    location: "none",
    required: ["issuer", "subject", "audiences"],
    rules: [issuerIsHttps, oneAudience, textsFit, identityHasRoom],
    oneAtATime: { code: "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity", status: 409 },
    outputs: ({ id }) => ({ id }),
  },
);
