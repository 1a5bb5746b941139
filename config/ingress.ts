import { hasFirewallEntrance } from "../lib/ingress/entrance.ts";
import type { StampConfig } from "./schema/stamp.ts";
import { UserError } from "./userError.ts";
import { wayOutKind } from "./wayOut.ts";

/**
 * Checks that the further way in has what it leads through.
 *
 * @param file the stamp's file.
 * @throws UserError for a way in through a firewall that the stamp does not have, and for an application gateway without a
 *   certificate in the vault.
 */
export function checkIngress({ certificate, gateway, ingress, network }: StampConfig, file: string): void {
  if (ingress.type === "applicationGateway") {
    const refuse = (key: string, problem: string, remedy: string): never => {
      throw new UserError({ file, key, problem, remedy });
    };
    if (gateway.protocol !== "https")
      refuse(
        "gateway.protocol",
        "The application gateway speaks HTTPS to the gateway in the cluster.",
        "Set it to https, or ingress.type to none.",
      );
    if (certificate.issuer !== "imported")
      refuse(
        "certificate.issuer",
        "The application gateway reads the certificate from the vault, where cert-manager puts none.",
        "Set it to imported, or ingress.type to none.",
      );
  }
  const wayOut = wayOutKind(network);
  if (!hasFirewallEntrance(ingress) || wayOut === "firewall") return;
  throw new UserError({
    file,
    key: "ingress.type",
    problem: `'${ingress.type}' hands requests on at the stamp's own firewall, and network.${wayOut} is in its place.`,
    remedy: `Remove network.${wayOut}, or let those who run it hand requests on to the internal load balancer.`,
  });
}
