import { resourceControl } from "../../define.ts";
import { at, list } from "../../read.ts";
import { everySubnet } from "./subnets.ts";

/** Services are reached through private endpoints, not through service endpoints. */
export const noServiceEndpoints = resourceControl({
  id: "network-no-service-endpoints",
  title: "No subnet has service endpoints.",
  why: "A service endpoint opens the way to every account of the service, also to those of others, past the firewall.",
  remedy: "Remove serviceEndpoints and give the service a private endpoint.",
  severity: "high",
  references: { mcsb: ["NS-2"], threats: ["I-2"] },
  types: ["network:Subnet", "network:VirtualNetwork"],
  check: (resource, refuse) =>
    everySubnet(resource, (subnet, label) => {
      const services = list(at(subnet, "serviceEndpoints")).map((endpoint) => String(endpoint["service"]));
      if (services.length > 0)
        refuse(
          `The subnet ${label} has service endpoints for ${services.join(", ")}: data can leave past the firewall to accounts of others. Use private endpoints.`,
        );
    }),
  accepts: [
    [{ type: "network:Subnet", props: {} }],
    [{ type: "network:Subnet", props: { serviceEndpoints: [] } }],
  ],
  refuses: [
    [{ type: "network:Subnet", props: { serviceEndpoints: [{ service: "Microsoft.Storage" }] } }],
    [
      {
        type: "network:VirtualNetwork",
        props: { subnets: [{ name: "nodes", serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:Subnet").props["serviceEndpoints"] = [{ service: "Microsoft.Storage" }];
    },
  },
});
