/** FQDN tags of Azure Firewall: what is publicly known of the hosts behind them. */
import { aksCore, aksImages, nodeImage } from "../../lib/egress/catalogue/aks.ts";
import type { EgressContext } from "../../lib/egress/types.ts";

/** The rules that are asked depend on nothing of it. */
const nowhere: EgressContext = {
  location: "",
  privateMonitoring: false,
  acmeServer: undefined,
  allowedHosts: [],
};

/** AKS documents the hosts that its tag stands for at the least (outbound-rules-control-egress.md). */
const known: Readonly<Record<string, readonly string[]>> = {
  AzureKubernetesService: [aksCore, aksImages, nodeImage].flatMap(({ rules }) =>
    rules(nowhere).flatMap(({ hosts }) => hosts),
  ),
};

/** Hosts that a tag is known to let through; the list is Microsoft's and may be longer. */
export function tagHosts(tag: string): readonly string[] {
  return known[tag] ?? [];
}
