import { expect } from "chai";
import { textAt, type Properties } from "../../../../lib/properties.ts";
import { diffOf } from "../../../../rehearsal/azure/diff.ts";
import { newClusterKit, type ClusterKit } from "../clusterKit.ts";
import { changed, location, refusal } from "../kit.ts";

const token = "containerservice:ManagedCluster";

describe("rehearsal/azure: AKS clusters", () => {
  let kit: ClusterKit;
  beforeEach(async () => {
    kit = await newClusterKit();
  });

  it("accepts a private cluster and answers with what others need", async () => {
    const { id, outputs } = await kit.create(token, kit.cluster);
    expect(outputs["privateFQDN"]).to.match(/^aks-[0-9a-f]{8}\.privatelink\.eastus\.azmk8s\.io$/);
    expect(outputs).to.not.have.property("fqdn");
    expect(textAt(outputs, "oidcIssuerProfile.issuerURL")).to.match(
      new RegExp(
        `^https://eastus\\.oic\\.prod-aks\\.azure\\.com/${kit.subscription.view.tenantId}/[0-9a-f-]{36}/$`,
      ),
    );
    expect(textAt(outputs, "identityProfile.kubeletidentity.objectId")).to.equal(kit.kubelet.principalId);
    expect(outputs["nodeResourceGroup"]).to.equal("MC_rg-test_aks_eastus");
    const group = `/subscriptions/${kit.subscription.view.subscriptionId}/resourceGroups/MC_rg-test_aks_eastus`;
    expect(kit.subscription.read(group)).to.not.equal(undefined);
    expect(kit.store.below(group).map((inside) => inside.outputs["privateIPAddress"])).to.deep.equal([
      "10.0.1.4",
    ]);
    await kit.remove(token, id);
    expect([kit.subscription.read(group), ...kit.store.below(group)]).to.deep.equal([undefined]);
  });

  it("accepts a public cluster with identities of AKS' own making", async () => {
    const { outputs } = await kit.create(token, {
      resourceName: "simple",
      location: "westus",
      dnsPrefix: "simple",
      identity: { type: "SystemAssigned" },
      agentPoolProfiles: [{ name: "system", mode: "System", vmSize: "Standard_D4ds_v5", count: 2 }],
    });
    expect(outputs["fqdn"]).to.match(/^simple-[0-9a-f]{8}\.hcp\.westus\.azmk8s\.io$/);
    expect(textAt(outputs, "identityProfile.kubeletidentity.resourceId")).to.match(
      /MC_rg-test_simple_westus.*simple-agentpool$/,
    );
  });

  const refused: [string, string, Properties][] = [
    ["no pool", "InvalidParameter", { agentPoolProfiles: [] }],
    [
      "no system pool",
      "MustDefineAtLeastOneSystemPool",
      { "agentPoolProfiles.0.mode": "User", "agentPoolProfiles.0.nodeTaints": [] },
    ],
    ["a version that is out of support", "K8sVersionNotSupported", { kubernetesVersion: "1.30" }],
    [
      "a pool on such a version",
      "AgentPoolK8sVersionNotSupported",
      { "agentPoolProfiles.0.orchestratorVersion": "1.30" },
    ],
    [
      "a pool that is newer than the cluster",
      "NodePoolMcVersionIncompatible",
      { "agentPoolProfiles.0.orchestratorVersion": "1.37" },
    ],
    ["a capital letter in the name of a pool", "InvalidParameter", { "agentPoolProfiles.0.name": "System" }],
    ["no DNS prefix", "InvalidParameter", { dnsPrefix: undefined }],
    ["a DNS prefix and a subdomain", "InvalidParameter", { fqdnSubdomain: "aks" }],
    ["a dot in the DNS prefix", "InvalidParameter", { dnsPrefix: "a.b" }],
    ["its own group for the nodes", "NodeResourceGroupSameAsResourceGroup", { nodeResourceGroup: "rg-test" }],
    [
      "a name of 81 characters for the group of the nodes",
      "InvalidParameter",
      { nodeResourceGroup: "g".repeat(81) },
    ],
    ["an unknown tier", "InvalidParameter", { "sku.tier": "Gold" }],
    ["an unknown SKU", "InvalidParameter", { "sku.name": "Gold" }],
    ["an unknown upgrade channel", "InvalidParameter", { autoUpgradeProfile: { upgradeChannel: "yolo" } }],
    [
      "an unknown node image channel",
      "InvalidParameter",
      { autoUpgradeProfile: { nodeOSUpgradeChannel: "yolo" } },
    ],
    [
      "an image cleaner that runs every hour",
      "InvalidParameter",
      { "securityProfile.imageCleaner.intervalHours": 1 },
    ],
    ["workload identity without issuer", "InvalidParameter", { oidcIssuerProfile: undefined }],
    [
      "cost analysis in the free tier",
      "InvalidParameter",
      { "sku.tier": "Free", metricsProfile: { costAnalysis: { enabled: true } } },
    ],
    ["long-term support without Premium", "InvalidParameter", { supportPlan: "AKSLongTermSupport" }],
    [
      "Azure RBAC without Entra",
      "InvalidParameter",
      { "aadProfile.managed": false, disableLocalAccounts: false },
    ],
    ["no local accounts and no Entra either", "InvalidParameter", { aadProfile: undefined }],
    [
      "authorized ranges on a private cluster",
      "InvalidParameter",
      { "apiServerAccessProfile.authorizedIPRanges": ["20.0.0.0/24"] },
    ],
    [
      "auto-provisioning beside the autoscaler",
      "InvalidParameter",
      { nodeProvisioningProfile: { mode: "Auto" } },
    ],
    [
      "a subnet for an API server that is not in the network",
      "InvalidParameter",
      { "apiServerAccessProfile.subnetId": "subnet" },
    ],
    ["an unknown network plugin", "NetworkModeInvalid", { "networkProfile.networkPlugin": "weave" }],
    ["overlay on kubenet", "NetworkModeNotSupported", { "networkProfile.networkPlugin": "kubenet" }],
    ["Cilium without overlay", "InvalidParameter", { "networkProfile.networkPluginMode": undefined }],
    [
      "another policy beside the Cilium data plane",
      "NetworkPolicyNotSupported",
      { "networkProfile.networkPolicy": "calico" },
    ],
    [
      "Cilium's policy without its data plane",
      "NetworkPolicyNotSupported",
      { "networkProfile.networkDataplane": "azure" },
    ],
    [
      "Azure's policy on kubenet",
      "NetworkPolicyAzureNotSupportedForKubenet",
      { networkProfile: { networkPlugin: "kubenet", networkPolicy: "azure" } },
    ],
    ["an unknown outbound type", "UnsupportedOutboundType", { "networkProfile.outboundType": "pigeon" }],
    [
      "a basic load balancer beside user-defined routes",
      "UnexpectedLoadBalancerSkuForCurrentOutboundConfiguration",
      { "networkProfile.loadBalancerSku": "basic" },
    ],
    [
      "a basic load balancer for a private cluster",
      "PrivateClusterNotSupportedWithBasicLoadBalancer",
      { "networkProfile.loadBalancerSku": "basic", "networkProfile.outboundType": "loadBalancer" },
    ],
    [
      "outbound addresses beside user-defined routes",
      "InvalidUserDefinedRoutingWithLoadBalancerProfile",
      { "networkProfile.loadBalancerProfile": { managedOutboundIPs: { count: 1 } } },
    ],
    [
      "pods and services in one range",
      "PodCidrOverlapServiceCidr",
      { "networkProfile.podCidr": "10.100.0.0/14" },
    ],
    [
      "services in the nodes' subnet",
      "ServiceCidrOverlapExistingSubnetsCidr",
      { "networkProfile.serviceCidr": "10.0.0.0/16", "networkProfile.dnsServiceIP": "10.0.0.10" },
    ],
    [
      "pods in the nodes' subnet",
      "PodCidrOverlapExistingSubnetsCidr",
      { "networkProfile.podCidr": "10.0.0.0/16" },
    ],
    ["pods in a reserved range", "InvalidParameter", { "networkProfile.podCidr": "172.30.0.0/16" }],
    [
      "a pod range with too little room",
      "InsufficientPodCidr",
      { "networkProfile.podCidr": "10.244.0.0/22" },
    ],
    [
      "a service range of /12",
      "InvalidParameter",
      { "networkProfile.serviceCidr": "10.96.0.0/12", "networkProfile.podCidr": "10.244.0.0/16" },
    ],
    ["a malformed service range", "CidrStringParseError", { "networkProfile.serviceCidr": "10.100.0.0" }],
    [
      "a name server outside of the services",
      "DnsServiceIpOutOfServiceCidr",
      { "networkProfile.dnsServiceIP": "10.101.0.10" },
    ],
    [
      "a name server on the API server's address",
      "DnsServiceIpConflicting",
      { "networkProfile.dnsServiceIP": "10.100.0.1" },
    ],
    [
      "a name server on the broadcast address",
      "DnsBroadcastAddressConflicting",
      { "networkProfile.dnsServiceIP": "10.100.255.255" },
    ],
    ["a name server alone", "InvalidParameter", { "networkProfile.serviceCidr": undefined }],
    ["another region than its network's", "InvalidParameter", { location: "westus3" }],
    [
      "no identity",
      "InvalidParameter",
      { identity: undefined, "apiServerAccessProfile.privateDNSZone": "system", identityProfile: undefined },
    ],
    ["an unknown kind of identity", "InvalidParameter", { "identity.type": "Fingerprint" }],
    ["two identities of the control plane", "InvalidParameter", { "identity.userAssignedIdentities": [] }],
    [
      "a kubelet identity under a system-assigned one",
      "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
      { identity: { type: "SystemAssigned" }, "apiServerAccessProfile.privateDNSZone": "system" },
    ],
    [
      "a kubelet identity with another's client id",
      "CustomKubeletIdentityPropertyError",
      { "identityProfile.kubeletidentity.clientId": "00000000-0000-0000-0000-000000000009" },
    ],
    [
      "a zone of one's own under a system-assigned identity",
      "InvalidParameter",
      { identity: { type: "SystemAssigned" }, identityProfile: undefined },
    ],
    ["an unknown zone mode", "InvalidParameter", { "apiServerAccessProfile.privateDNSZone": "mine" }],
    ["neither zone nor public name", "InvalidParameter", { "apiServerAccessProfile.privateDNSZone": "none" }],
    [
      "a zone of a public cluster",
      "InvalidParameter",
      { "apiServerAccessProfile.enablePrivateCluster": false },
    ],
    [
      "a subdomain without a zone",
      "InvalidParameter",
      { dnsPrefix: undefined, fqdnSubdomain: "aks", "apiServerAccessProfile.privateDNSZone": "system" },
    ],
    [
      "nodes in a subnet of AKS' making behind user-defined routes",
      "AgentPoolsWithEmptySubnetError",
      { "agentPoolProfiles.0.vnetSubnetID": undefined },
    ],
    [
      "101 pools",
      "MaxAgentPoolCountReached",
      {
        agentPoolProfiles: Array.from({ length: 101 }, (_, index) => ({
          name: `p${index}`,
          mode: "System",
          vmSize: "Standard_D4ds_v5",
        })),
      },
    ],
    [
      "public addresses on nodes behind user-defined routes",
      "UDRWithNodePublicIPNotAllowed",
      { "agentPoolProfiles.0.enableNodePublicIP": true },
    ],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, changed(kit.cluster, changes)))).code).to.equal(code);
    });
  }

  const rights: [string, keyof ClusterKit["grants"], string][] = [
    ["joining the subnet", "subnet", "LinkedAuthorizationFailed"],
    ["assigning the kubelet identity", "kubelet", "CustomKubeletIdentityMissingPermissionError"],
    ["writing the zone", "zone", "CustomPrivateDNSZoneMissingPermissionError"],
    ["linking the zone to the network", "network", "LinkedAuthorizationFailed"],
  ];
  for (const [title, right, code] of rights) {
    it(`refuses a control plane without the right of ${title}`, async () => {
      await kit.remove("authorization:RoleAssignment", kit.grants[right]);
      expect((await refusal(kit.create(token, kit.cluster))).code).to.equal(code);
    });
  }

  it("refuses an identity that is none, and pod subnets in overlay mode", async () => {
    const inputs = changed(kit.cluster, {
      "identity.userAssignedIdentities": [kit.zoneId],
      identityProfile: undefined,
    });
    expect((await refusal(kit.create(token, inputs))).message).to.contain("is no user-assigned identity");
    const pods = changed(kit.cluster, { "agentPoolProfiles.0.podSubnetID": kit.userNodes });
    expect((await refusal(kit.create(token, pods))).message).to.contain("exclude each other");
  });

  it("refuses an unknown mode, pools with and without subnet, and a network of another region", async () => {
    const [first] = kit.cluster["agentPoolProfiles"] as Properties[];
    const spare = changed(kit.cluster, {
      "agentPoolProfiles.1": { ...first, name: "spare", mode: "Spare", minCount: 1, count: 1, maxCount: 1 },
    });
    expect((await refusal(kit.create(token, spare))).message).to.contain("System, User, Gateway");
    const balanced = {
      "networkProfile.outboundType": "loadBalancer",
      "agentPoolProfiles.1": { ...first, name: "spare", vnetSubnetID: undefined },
    };
    expect((await refusal(kit.create(token, changed(kit.cluster, balanced)))).code).to.equal(
      "AgentPoolsWithEmptySubnetError",
    );
    const elsewhere = changed(kit.cluster, { location: "westus3" });
    expect((await refusal(kit.create(token, elsewhere))).message).to.contain("must be in the same region");
  });

  it("refuses a zone of another name and a second zone of its name on the network", async () => {
    const wrong = await kit.create("privatedns:PrivateZone", {
      privateZoneName: "privatelink.westus.azmk8s.io",
      location: "Global",
    });
    expect(
      (
        await refusal(
          kit.create(token, changed(kit.cluster, { "apiServerAccessProfile.privateDNSZone": wrong.id })),
        )
      ).code,
    ).to.equal("InvalidParameter");
    await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-2", location });
    const zone = {
      resourceGroupName: "rg-2",
      privateZoneName: `privatelink.${location}.azmk8s.io`,
      location: "Global",
    };
    await kit.create("privatedns:PrivateZone", zone);
    await kit.create("privatedns:VirtualNetworkLink", {
      ...zone,
      virtualNetworkLinkName: "link",
      virtualNetwork: { id: kit.vnetId },
      registrationEnabled: false,
    });
    expect((await refusal(kit.create(token, kit.cluster))).code).to.equal(
      "CreateOrUpdateVirtualNetworkLinkFailed",
    );
  });

  it("refuses changes of what is fixed and steps of two versions", async () => {
    const { id } = await kit.create(token, { ...kit.cluster, kubernetesVersion: "1.35" });
    const replaces = (after: Properties) =>
      diffOf(`azure-native:${token}`, kit.cluster, after).some((change) => change.replaces);
    for (const path of [
      "dnsPrefix",
      "nodeResourceGroup",
      "networkProfile.podCidr",
      "networkProfile.serviceCidr",
      "networkProfile.networkPlugin",
    ]) {
      expect(replaces(changed(kit.cluster, { [path]: "x" })), path).to.equal(true);
    }
    expect(replaces({ ...kit.cluster, kubernetesVersion: "1.37" })).to.equal(false);
    expect((await refusal(kit.update(token, id, { kubernetesVersion: "1.37" }))).code).to.equal(
      "OperationNotAllowed",
    );
    expect(
      (await refusal(kit.update(token, id, { oidcIssuerProfile: undefined, securityProfile: undefined })))
        .code,
    ).to.equal("OperationNotAllowed");
    const profiles = changed(kit.cluster, { "agentPoolProfiles.0.vmSize": "Standard_D8ds_v5" })[
      "agentPoolProfiles"
    ];
    expect((await refusal(kit.update(token, id, { agentPoolProfiles: profiles }))).code).to.equal(
      "PropertyChangeNotAllowed",
    );
    const before = kit.clock.now;
    await kit.update(token, id, { kubernetesVersion: "1.36" });
    expect(kit.clock.now - before).to.equal(10 + 6 * 5);
  });

  it("refuses a group for the nodes that exists", async () => {
    await kit.create("resources:ResourceGroup", { resourceGroupName: "MC_rg-test_aks_eastus", location });
    expect((await refusal(kit.create(token, kit.cluster))).code).to.equal("NodeResourceGroupAlreadyExists");
  });
});
