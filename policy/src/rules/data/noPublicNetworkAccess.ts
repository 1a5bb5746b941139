import { publicAccessSwitches } from "../../data/publicAccess.ts";
import { at, isDisabled, quote } from "../../properties.ts";
import type { Rule } from "../../rule.ts";

const paths = new Map(publicAccessSwitches.map((row) => [row.type, row.path]));

export const noPublicNetworkAccess: Rule = {
  name: "data-no-public-network-access",
  description: "Platform services are reached through private endpoints only.",
  why: "With public access a stolen credential works from anywhere, and data can leave past the firewall.",
  remedy: "Set the property to 'Disabled' and give the service a private endpoint.",
  severity: "critical",
  reference: "Microsoft cloud security benchmark v1 NS-2",
  check({ type, props }, refuse) {
    const path = paths.get(type);
    if (path !== undefined) {
      const value = at(props, ...path);
      if (isDisabled(value)) return;
      const found = value === undefined ? "not set, which leaves it open" : quote(value);
      refuse(
        `${path.join(".")} is ${found}: it must be 'Disabled', with a private endpoint to reach the service.`,
      );
      return;
    }
    // Types that the table does not know: what they say themselves is enough to refuse them.
    const value = at(props, "publicNetworkAccess");
    if (value === undefined || isDisabled(value)) return;
    refuse(`publicNetworkAccess is ${quote(value)}: it must be 'Disabled'.`);
  },
};
