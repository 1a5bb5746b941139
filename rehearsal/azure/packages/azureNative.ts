import sdk from "@pulumi/azure-native/package.json" with { type: "json" };
import { createHash } from "node:crypto";
import { diffOf } from "../diff.ts";
import { ArmError, ExistenceUnknown } from "../errors.ts";
import type { LocalPackage } from "../grpc/package.ts";
import type { Properties } from "../../../lib/properties.ts";
import type { Subscription } from "../subscription.ts";
import { patiently } from "./retries.ts";
import { functionOf } from "../types/functions.ts";
import { definitionOf } from "../types/index.ts";

/** azure-native, answered by a local subscription instead of Azure Resource Manager. */
export function azureNative(subscription: Subscription): LocalPackage {
  const { clock } = subscription;
  return {
    name: "azure-native",
    version: sdk.version,
    // Update in provider/pkg/provider/provider.go of pulumi-azure-native, 006a62afe453. Without them the preview of a changed
    // parent would replace whatever names it.
    stableOutputs: ["name", "location"],
    check(call, inputs, previous) {
      const definition = definitionOf(call.type);
      const completed: Properties = { ...inputs };
      // azure-native takes the location from its own configuration where the program gives none.
      const location = call.configuration["location"];
      if (
        definition.location === "regional" &&
        completed["location"] === undefined &&
        typeof location === "string"
      ) {
        completed["location"] = location;
      }
      const problems = definition.info.names
        .filter((name) => !name.startsWith("="))
        .flatMap((name, index, names) => {
          if (completed[name] !== undefined) return [];
          if (index < names.length - 1)
            return [{ property: name, reason: `missing required property '${name}'` }];
          completed[name] = previous?.[name] ?? autoName(call.urn);
          return [];
        });
      const scope =
        definition.info.scope === "resourceGroup" ? "resourceGroupName" : definition.info.scopeInput;
      if (scope !== undefined && completed[scope] === undefined)
        problems.push({ property: scope, reason: `missing required property '${scope}'` });
      return { inputs: completed, problems };
    },
    diff: (call, before, after) => diffOf(call.type, before, after),
    async create(call, inputs) {
      const configured = call.configuration["subscriptionId"];
      const owner = typeof configured === "string" ? configured : undefined;
      await patiently(clock, async () =>
        subscription.refuseExisting(call.type, call.urn, inputs, owner),
      ).catch((error: unknown) => {
        const isAnswer = error instanceof ArmError && error.code !== "ResourceAlreadyExists";
        throw isAnswer ? new ExistenceUnknown(subscription.idOf(call.type, inputs), error) : error;
      });
      return patiently(clock, () => subscription.put(call.type, call.urn, inputs, owner));
    },
    update: async (call, id, inputs) =>
      (await patiently(clock, () => subscription.update(call.type, call.urn, id, inputs))).outputs,
    read: (_call, id) => subscription.read(id),
    delete: (call, id) => patiently(clock, () => subscription.delete(call.type, call.urn, id)),
    invoke: (token, args) => functionOf(token)(subscription.view, args),
  };
}

/** A name for a resource that has none, as azure-native makes it: the logical name and eight hexadecimal digits. */
function autoName(urn: string): string {
  const logical = urn.split("::").at(-1) ?? "resource";
  return `${logical}${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}
