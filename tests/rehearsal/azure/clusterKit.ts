/** Everything a private cluster behind a firewall needs before it can be made. */
import type { Properties } from "../../../lib/properties.ts";
import { grant, identity, location, network, newKit, type Kit } from "./kit.ts";

export interface ClusterKit extends Kit {
  readonly vnetId: string;
  readonly nodes: string;
  readonly userNodes: string;
  readonly zoneId: string;
  readonly control: { id: string; principalId: string };
  readonly kubelet: { id: string; principalId: string; clientId: string };
  /** Ids of what single tests take away. */
  readonly grants: {
    readonly subnet: string;
    readonly kubelet: string;
    readonly zone: string;
    readonly network: string;
  };
  readonly rulesId: string;
  /** Inputs of a cluster that is accepted. */
  readonly cluster: Properties;
  /** Inputs of a further pool that is accepted. */
  readonly pool: Properties;
}

export async function newClusterKit(): Promise<ClusterKit> {
  const kit = await newKit();
  const route = {
    name: "out",
    addressPrefix: "0.0.0.0/0",
    nextHopType: "VirtualAppliance",
    nextHopIpAddress: "10.0.0.4",
  };
  const table = await kit.create("network:RouteTable", { routeTableName: "rt", location, routes: [route] });
  const routed = { routeTable: { id: table.id } };
  const { id: vnetId, subnet } = await network(kit, {
    AzureFirewallSubnet: { addressPrefix: "10.0.0.0/26" },
    nodes: { addressPrefix: "10.0.1.0/27", ...routed },
    users: { addressPrefix: "10.0.2.0/24", ...routed },
    unrouted: { addressPrefix: "10.0.3.0/24" },
  });
  const rulesId = await firewall(kit, subnet("AzureFirewallSubnet"));
  const zoneId = (
    await kit.create("privatedns:PrivateZone", {
      privateZoneName: `privatelink.${location}.azmk8s.io`,
      location: "Global",
    })
  ).id;
  const control = await identity(kit, "id-control");
  const kubelet = await identity(kit, "id-kubelet");
  const grants = {
    subnet: await grant(kit, control.principalId, "networkContributor", subnet("nodes")),
    kubelet: await grant(kit, control.principalId, "managedIdentityOperator", kubelet.id),
    zone: await grant(kit, control.principalId, "privateDnsZoneContributor", zoneId),
    network: await grant(kit, control.principalId, "privateDnsZoneContributor", vnetId),
  };
  await grant(kit, control.principalId, "networkContributor", subnet("users"));
  const machines = {
    vmSize: "Standard_D4ds_v5",
    count: 3,
    minCount: 3,
    maxCount: 5,
    enableAutoScaling: true,
    availabilityZones: ["1", "2", "3"],
    osType: "Linux",
    upgradeSettings: { maxSurge: "33%" },
  };
  return {
    ...kit,
    vnetId,
    nodes: subnet("nodes"),
    userNodes: subnet("users"),
    zoneId,
    control,
    kubelet,
    grants,
    rulesId,
    cluster: {
      resourceName: "aks",
      location,
      sku: { name: "Base", tier: "Standard" },
      kubernetesVersion: "1.36",
      dnsPrefix: "aks",
      identity: { type: "UserAssigned", userAssignedIdentities: [control.id] },
      identityProfile: {
        kubeletidentity: {
          resourceId: kubelet.id,
          clientId: kubelet.clientId,
          objectId: kubelet.principalId,
        },
      },
      apiServerAccessProfile: {
        enablePrivateCluster: true,
        enablePrivateClusterPublicFQDN: false,
        privateDNSZone: zoneId,
      },
      disableLocalAccounts: true,
      aadProfile: { managed: true, enableAzureRBAC: true },
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        networkDataplane: "cilium",
        networkPolicy: "cilium",
        outboundType: "userDefinedRouting",
        podCidr: "10.244.0.0/16",
        serviceCidr: "10.100.0.0/16",
        dnsServiceIP: "10.100.0.10",
        loadBalancerSku: "standard",
      },
      agentPoolProfiles: [
        {
          name: "system",
          mode: "System",
          vnetSubnetID: subnet("nodes"),
          nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
          ...machines,
        },
      ],
      oidcIssuerProfile: { enabled: true },
      securityProfile: {
        workloadIdentity: { enabled: true },
        imageCleaner: { enabled: true, intervalHours: 168 },
      },
    },
    pool: {
      resourceName: "aks",
      agentPoolName: "user",
      mode: "User",
      vnetSubnetID: subnet("users"),
      ...machines,
    },
  };
}

/** A firewall at 10.0.0.4 that lets AKS out. Returns the id of its rules. */
async function firewall(kit: Kit, subnetId: string): Promise<string> {
  const address = await kit.create("network:PublicIPAddress", {
    publicIpAddressName: "pip",
    location,
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
  });
  const policy = await kit.create("network:FirewallPolicy", {
    firewallPolicyName: "policy",
    location,
    sku: { tier: "Premium" },
  });
  const rules = await kit.create("network:FirewallPolicyRuleCollectionGroup", {
    firewallPolicyName: "policy",
    ruleCollectionGroupName: "aks",
    priority: 200,
    ruleCollections: [
      {
        ruleCollectionType: "FirewallPolicyFilterRuleCollection",
        name: "aks",
        priority: 200,
        action: { type: "Allow" },
        rules: [
          {
            ruleType: "ApplicationRule",
            name: "tag",
            sourceAddresses: ["10.0.0.0/16"],
            fqdnTags: ["AzureKubernetesService"],
            protocols: [{ protocolType: "Https", port: 443 }],
          },
        ],
      },
    ],
  });
  await kit.create("network:AzureFirewall", {
    azureFirewallName: "firewall",
    location,
    sku: { name: "AZFW_VNet", tier: "Premium" },
    firewallPolicy: { id: policy.id },
    ipConfigurations: [{ name: "first", subnet: { id: subnetId }, publicIPAddress: { id: address.id } }],
  });
  return rules.id;
}
