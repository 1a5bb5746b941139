import { findRegion } from "../../../../lib/regions.ts";
import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { tiers } from "./tiers.ts";

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

const skuHoldsTogether: Rule = ({ inputs, name }) => {
  const sku = textAt(inputs, "sku.name") ?? "Standard";
  const tier = tiers[sku];
  if (!tier)
    refuse(`The SKU '${sku}' of namespace '${name}' is not one of ${Object.keys(tiers).join(", ")}.`);
  const stated = textAt(inputs, "sku.tier") ?? sku;
  if (stated !== sku)
    refuse(`Namespace '${name}': the SKU's tier '${stated}' does not fit its name '${sku}'.`);
  const capacity = numberAt(inputs, "sku.capacity") ?? 1;
  if (!tier.units.includes(capacity)) {
    refuse(`Namespace '${name}': ${sku} takes ${tier.units.join(", ")} units, not ${capacity}.`);
  }
};

/** "Automatically scale up throughput units": of Standard namespaces, from the capacity upwards. */
const inflationFits: Rule = ({ inputs, name }) => {
  const sku = textAt(inputs, "sku.name") ?? "Standard";
  const most = numberAt(inputs, "maximumThroughputUnits") ?? 0;
  const enabled = flagAt(inputs, "isAutoInflateEnabled") === true;
  if (!enabled) {
    if (most > 0)
      refuse(`Namespace '${name}' has maximumThroughputUnits ${most} and isAutoInflateEnabled is off.`);
    return;
  }
  if (sku !== "Standard")
    refuse(`Namespace '${name}': auto-inflate is for the Standard tier, not for ${sku}.`);
  const capacity = numberAt(inputs, "sku.capacity") ?? 1;
  if (most < capacity || !tiers["Standard"]?.units.includes(most)) {
    refuse(
      `Namespace '${name}': maximumThroughputUnits is ${most}; it is between the capacity, ${capacity}, and 40.`,
    );
  }
};

/** "Overview of Event Hubs Premium": there is no way from the multitenant tiers to it, nor back. */
const premiumIsForLife: Rule = ({ inputs, previous, name }) => {
  if (!previous) return;
  const isPremium = (of: typeof inputs) => textAt(of, "sku.name") === "Premium";
  if (isPremium(previous.inputs) === isPremium(inputs)) return;
  refuse(`Namespace '${name}' cannot be moved to or from the Premium tier.`);
};

const zonesAreThere: Rule = ({ inputs, location, name }) => {
  if (flagAt(inputs, "zoneRedundant") !== true || findRegion(location ?? "")?.zones === true) return;
  refuse(`Namespace '${name}' cannot be zone redundant in '${location}', which has no availability zones.`);
};

export const namespace = define("azure-native:eventhub:Namespace", {
  location: "regional",
  createOnly: ["zoneRedundant"],
  rules: [
    oneOf("publicNetworkAccess", ["Enabled", "Disabled", "SecuredByPerimeter"], "BadRequest"),
    oneOf("minimumTlsVersion", ["1.0", "1.1", "1.2", "1.3"], "BadRequest"),
    skuHoldsTogether,
    inflationFits,
    premiumIsForLife,
    zonesAreThere,
  ],
  outputs: ({ id, name }) => ({
    id,
    serviceBusEndpoint: `https://${name.toLowerCase()}.servicebus.windows.net:443/`,
    status: "Active",
  }),
});
