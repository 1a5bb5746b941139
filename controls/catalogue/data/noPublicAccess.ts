import { resourceControl } from "../../define.ts";
import { publicAccessSwitches } from "../../data/publicAccess.ts";
import { at, isDisabled, quote } from "../../read.ts";

const paths = new Map<string, readonly string[]>(publicAccessSwitches.map((row) => [row.type, row.path]));

/** Services that a platform uses are not open to the Internet. */
export const noPublicAccess = resourceControl({
  id: "data-no-public-access",
  title: "Platform services are reached through private endpoints only.",
  why: "With public access a stolen credential works from anywhere, and data can leave past the firewall.",
  remedy: "Set the property to 'Disabled' and give the service a private endpoint.",
  severity: "critical",
  references: { mcsb: ["NS-2"], threats: ["I-3"] },
  types: ["*"],
  check: ({ type, props }, refuse) => {
    const path = paths.get(type);
    // Of types that the table does not know, what they say themselves is enough to refuse them.
    const value = at(props, ...(path ?? ["publicNetworkAccess"]));
    if (isDisabled(value) || (path === undefined && value === undefined)) return;
    const found = value === undefined ? "not set, which leaves it open" : quote(value);
    refuse(
      `${(path ?? ["publicNetworkAccess"]).join(".")} is ${found}: it must be 'Disabled', with a private endpoint to reach the service.`,
    );
  },
  accepts: [
    [{ type: "keyvault:Vault", props: { properties: { publicNetworkAccess: "disabled" } } }],
    [{ type: "automation:AutomationAccount", props: { publicNetworkAccess: false } }],
    [{ type: "network:Subnet", props: {} }],
  ],
  refuses: [
    [{ type: "containerregistry:Registry", props: { publicNetworkAccess: "Enabled" } }],
    [{ type: "storage:StorageAccount", props: {} }],
    [{ type: "web:WebApp", props: { publicNetworkAccess: "Enabled" } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("containerregistry:Registry").props["publicNetworkAccess"] = "Enabled";
    },
  },
});
