import { ArmError } from "../../errors.ts";
import { idKey, parentId, typeOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

const modes = ["Open", "PrivateOnly"];

export const privateLinkScope = define("azure-native:monitor:PrivateLinkScope", {
  location: "global",
  required: ["accessModeSettings.ingestionAccessMode", "accessModeSettings.queryAccessMode"],
  rules: [
    oneOf("accessModeSettings.ingestionAccessMode", modes, "BadRequest"),
    oneOf("accessModeSettings.queryAccessMode", modes, "BadRequest"),
    ({ inputs, name }) => {
      const names = objectsAt(inputs, "accessModeSettings.exclusions[]").map((exclusion) =>
        textAt(exclusion, "privateEndpointConnectionName"),
      );
      const twice = names.find((entry, index) => names.indexOf(entry) !== index);
      if (twice === undefined) return;
      throw new ArmError(
        "BadRequest",
        400,
        `Private link scope '${name}' has two exclusions for '${twice}'.`,
      );
    },
  ],
  outputs: ({ id }) => ({ id, privateEndpointConnections: [] }),
});

/** What a scope takes: "Use Azure Private Link to connect networks to Azure Monitor". */
const memberTypes = [
  "Microsoft.OperationalInsights/workspaces",
  "Microsoft.Insights/components",
  "Microsoft.Insights/dataCollectionEndpoints",
].map((type) => type.toLowerCase());

/** ampls-limitations.md of 2023-10-10: per workspace, component or endpoint. */
const mostScopes = 100;

const memberBelongs: Rule = ({ azure, id, arm, inputs, name }) => {
  const member = textAt(inputs, "linkedResourceId") ?? "";
  if (!memberTypes.includes(typeOfId(member).toLowerCase())) {
    throw new ArmError(
      "BadRequest",
      400,
      `'${member}' (${name}) is of a type that private link scopes do not take.`,
    );
  }
  const others = azure
    .ofType(arm)
    .filter(
      (other) =>
        idKey(other.id) !== idKey(id) &&
        idKey(textAt(other.inputs, "linkedResourceId") ?? "") === idKey(member),
    );
  const here = others.find((other) => idKey(parentId(other.id)) === idKey(parentId(id)));
  if (here) throw new ArmError("Conflict", 409, `'${member}' is in the scope already, as '${here.name}'.`);
  if (others.length >= mostScopes) {
    throw new ArmError(
      "BadRequest",
      400,
      `'${member}' is in ${others.length} scopes; ${mostScopes} are allowed.`,
    );
  }
};

export const scopedResource = define("azure-native:monitor:PrivateLinkScopedResource", {
  location: "none",
  required: ["linkedResourceId"],
  createOnly: ["linkedResourceId"],
  rules: [memberBelongs],
  outputs: ({ id }) => ({ id }),
});
