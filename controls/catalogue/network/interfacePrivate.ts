import { resourceControl } from "../../define.ts";
import { at, every, list, refersToSomething } from "../../read.ts";

/** No network interface has a public address of its own. */
export const interfacePrivate = resourceControl({
  id: "network-interface-private",
  title: "No network interface has a public address.",
  why: "The machine behind it is reachable from everywhere, past the firewall.",
  remedy: "Remove publicIPAddress from its ipConfigurations.",
  severity: "critical",
  references: { mcsb: ["NS-1"], threats: ["S-3"] },
  types: ["network:NetworkInterface"],
  azurePolicy: [
    {
      definition: "83a86a26-fd1f-447c-b59d-e51f44264114",
      name: "Network interfaces should not have public IPs",
      effect: "deny",
    },
  ],
  check: ({ props }, refuse) =>
    every(
      ...list(at(props, "ipConfigurations")).map((configuration) => () => {
        if (refersToSomething(configuration["publicIPAddress"]))
          refuse(`The configuration ${String(at(configuration, "name"))} has a public address. Remove it.`);
      }),
    ),
  accepts: [[{ type: "network:NetworkInterface", props: { ipConfigurations: [{ name: "one" }] } }]],
  refuses: [
    [
      {
        type: "network:NetworkInterface",
        props: { ipConfigurations: [{ name: "one", publicIPAddress: { id: "/pip" } }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) =>
      whole.add({
        type: "network:NetworkInterface",
        props: {
          location: "eastus",
          ipConfigurations: [{ name: "one", publicIPAddress: { id: "/pip" } }],
          tags: { workload: "bulkhead", stack: "stamp-eastus" },
        },
      }),
  },
});
