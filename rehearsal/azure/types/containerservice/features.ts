import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { flagAt, objectsAt, textAt, textsAt, valueAt, type Properties } from "../../../../lib/properties.ts";

interface Requirement {
  readonly feature: string;
  readonly isWanted: (inputs: Properties) => boolean;
  readonly isMet: (inputs: Properties) => boolean;
  readonly needs: string;
}

const tierOf = (inputs: Properties) => textAt(inputs, "sku.tier") ?? "Free";

/** azure-aks-docs, pages of the features, as collected in the private baseline, section 2.3. */
const requirements: readonly Requirement[] = [
  {
    feature: "workload identity",
    isWanted: (inputs) => flagAt(inputs, "securityProfile.workloadIdentity.enabled") === true,
    isMet: (inputs) => flagAt(inputs, "oidcIssuerProfile.enabled") === true,
    needs: "the OIDC issuer (oidcIssuerProfile.enabled)",
  },
  {
    feature: "cost analysis",
    isWanted: (inputs) => flagAt(inputs, "metricsProfile.costAnalysis.enabled") === true,
    isMet: (inputs) => tierOf(inputs) !== "Free",
    needs: "the tier Standard or Premium",
  },
  {
    feature: "the support plan AKSLongTermSupport",
    isWanted: (inputs) => textAt(inputs, "supportPlan") === "AKSLongTermSupport",
    isMet: (inputs) => tierOf(inputs) === "Premium",
    needs: "the tier Premium",
  },
  {
    feature: "Azure RBAC for Kubernetes",
    isWanted: (inputs) => flagAt(inputs, "aadProfile.enableAzureRBAC") === true,
    isMet: (inputs) =>
      flagAt(inputs, "aadProfile.managed") === true && flagAt(inputs, "enableRBAC") !== false,
    needs: "aadProfile.managed and enableRBAC",
  },
  {
    feature: "disabling local accounts",
    isWanted: (inputs) => flagAt(inputs, "disableLocalAccounts") === true,
    isMet: (inputs) => flagAt(inputs, "aadProfile.managed") === true,
    needs: "Microsoft Entra integration (aadProfile.managed)",
  },
  {
    feature: "a list of authorized IP ranges",
    isWanted: (inputs) => textsAt(inputs, "apiServerAccessProfile.authorizedIPRanges[]").length > 0,
    isMet: (inputs) => flagAt(inputs, "apiServerAccessProfile.enablePrivateCluster") !== true,
    needs: "a cluster that is not private",
  },
  {
    feature: "node auto-provisioning",
    isWanted: (inputs) => textAt(inputs, "nodeProvisioningProfile.mode") === "Auto",
    isMet: (inputs) =>
      !objectsAt(inputs, "agentPoolProfiles[]").some(
        (pool) => pool["enableAutoScaling"] === true || textAt(pool, "podSubnetID") !== undefined,
      ) &&
      textAt(inputs, "networkProfile.networkPolicy") !== "calico" &&
      textAt(inputs, "networkProfile.networkPlugin") !== "kubenet" &&
      textAt(inputs, "identity.type") !== "None",
    // node-auto-provisioning.md and node-auto-provisioning-networking.md, limitations.
    needs:
      "pools without the cluster autoscaler and without a pod subnet, Azure CNI, and a network policy other than calico",
  },
  {
    feature: "API server VNet integration with a subnet of your own",
    isWanted: (inputs) => valueAt(inputs, "apiServerAccessProfile.subnetId") !== undefined,
    isMet: (inputs) => flagAt(inputs, "apiServerAccessProfile.enableVnetIntegration") === true,
    needs: "apiServerAccessProfile.enableVnetIntegration",
  },
];

export const featuresFitTogether: Rule = ({ inputs, previous, name }) => {
  const broken = requirements.find(({ isWanted, isMet }) => isWanted(inputs) && !isMet(inputs));
  if (broken)
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}': ${broken.feature} needs ${broken.needs}.`,
    );
  // use-oidc-issuer.md and api-server-vnet-integration.md: neither can be taken back.
  const kept = ["oidcIssuerProfile.enabled", "apiServerAccessProfile.enableVnetIntegration"];
  const lost = kept.find((path) => flagAt(previous?.inputs, path) === true && flagAt(inputs, path) !== true);
  if (lost !== undefined)
    throw new ArmError(
      "OperationNotAllowed",
      409,
      `Cluster '${name}': ${lost} cannot be turned off once it is on.`,
    );
};
