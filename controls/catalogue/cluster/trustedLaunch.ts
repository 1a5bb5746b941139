import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";
import { everyPool } from "./pools.ts";

/** Nodes start with secure boot and a virtual TPM. */
export const trustedLaunch = resourceControl({
  id: "cluster-nodes-trusted-launch",
  title: "Nodes start with secure boot and a virtual TPM.",
  why: "Without them a rootkit below the operating system is not seen.",
  remedy: "Set securityProfile.enableSecureBoot and enableVTPM to true.",
  severity: "medium",
  enforcement: "advisory",
  references: { mcsb: ["PV-4"], threats: ["T-2", "E-1"] },
  types: ["containerservice:ManagedCluster", "containerservice:AgentPool"],
  check: (resource, refuse) =>
    everyPool(resource, (pool, label) => {
      const lacking = ["enableSecureBoot", "enableVTPM"].filter(
        (key) => at(pool, "securityProfile", key) !== true,
      );
      if (lacking.length > 0)
        refuse(`The pool ${label} does not set securityProfile.${lacking.join(" and ")} to true.`);
    }),
  accepts: [
    [
      {
        type: "containerservice:AgentPool",
        props: { securityProfile: { enableSecureBoot: true, enableVTPM: true } },
      },
    ],
  ],
  refuses: [[{ type: "containerservice:AgentPool", props: {} }]],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:AgentPool").props["securityProfile"] = {
        enableSecureBoot: false,
        enableVTPM: true,
      };
    },
  },
});
