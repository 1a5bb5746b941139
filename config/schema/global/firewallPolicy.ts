import { z } from "zod";
import { refuseHost } from "../../../lib/egress/refusedHosts.ts";
import { wholeNumber } from "../../fields.ts";
import { addresses, domains, intrusionDetection, threatIntelligence } from "../firewallPolicies.ts";

/**
 * What holds for the firewalls of all stamps. The rules are asked before those of any stamp, so that no stamp can open what
 * is denied here, nor close what is allowed.
 */
export const firewallPolicy = z.strictObject({
  deniedPorts: z.array(wholeNumber(1, 65535)).default([22, 25, 53, 445, 3389]).meta({
    description:
      "Destination ports that nothing may leave on, TCP and UDP: remote shells and desktops, mail, names past the firewall's own, file shares.",
  }),
  deniedHosts: domains("Hosts that no stamp may reach, whatever its own rules say."),
  deniedAddresses: addresses("Public addresses that no stamp may reach, whatever its own rules say."),
  allowedHosts: z
    .array(
      z
        .string()
        .superRefine((host, context) => {
          const refusal = refuseHost(host);
          if (refusal !== undefined)
            context.addIssue({
              code: "custom",
              message: refusal.problem,
              params: { remedy: refusal.remedy },
            });
        })
        .meta({
          description: "Host name; *. in front stands for any name below.",
          examples: ["api.example.com"],
        }),
    )
    .default([])
    .meta({ description: "Hosts that every stamp may reach over HTTPS." }),
  threatIntelligence: threatIntelligence
    .prefault({})
    .meta({ description: "Exceptions from Microsoft's lists of malicious hosts, for all stamps." }),
  intrusionDetection: intrusionDetection
    .prefault({})
    .meta({ description: "Exceptions from intrusion detection, for all stamps." }),
});
