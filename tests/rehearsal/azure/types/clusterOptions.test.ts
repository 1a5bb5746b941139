import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { newClusterKit, type ClusterKit } from "../clusterKit.ts";
import { changed, grant, location, refusal } from "../kit.ts";

const token = "containerservice:ManagedCluster";
const poolToken = "containerservice:AgentPool";

describe("rehearsal/azure: options of AKS clusters", () => {
  let kit: ClusterKit;
  beforeEach(async () => {
    kit = await newClusterKit();
  });

  const refusedPools: [string, Properties][] = [
    ["trusted launch with FIPS", { "securityProfile.enableSecureBoot": true, enableFIPS: true }],
    ["trusted launch on ARM", { "securityProfile.enableVTPM": true, vmSize: "Standard_D4pds_v5" }],
    [
      "trusted launch on a confidential size",
      { "securityProfile.enableVTPM": true, vmSize: "Standard_DC4ads_v5" },
    ],
    ["an ephemeral disk on a size without one", { osDiskType: "Ephemeral", vmSize: "Standard_D4s_v5" }],
    [
      "an ephemeral disk larger than the machine's own",
      { osDiskType: "Ephemeral", vmSize: "Standard_D4ds_v5", osDiskSizeGB: 151 },
    ],
    ["surge on spot machines", { scaleSetPriority: "Spot" }],
    ["a spot price without spot machines", { spotMaxPrice: -1 }],
    ["an allocation of pod addresses without a subnet", { podIPAllocationMode: "DynamicIndividual" }],
    ["a label of AKS' own", { nodeLabels: { "kubernetes.azure.com/mode": "mine" } }],
    ["a taint without effect", { nodeTaints: ["team=batch"] }],
  ];
  for (const [title, changes] of refusedPools) {
    it(`refuses ${title}`, async () => {
      await kit.create(token, kit.cluster);
      const inputs = changed(kit.pool, changes);
      expect((await refusal(kit.create(poolToken, inputs))).code).to.equal("InvalidParameter");
    });
  }

  it("accepts spot machines with what belongs to them", async () => {
    await kit.create(token, kit.cluster);
    await kit.create(
      poolToken,
      changed(kit.pool, {
        scaleSetPriority: "Spot",
        spotMaxPrice: -1,
        scaleSetEvictionPolicy: "Delete",
        upgradeSettings: undefined,
        nodeLabels: { "kubernetes.azure.com/scalesetpriority": "spot" },
        nodeTaints: ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"],
      }),
    );
  });

  it("lets a pool give up trusted launch, and none take it up later", async () => {
    await kit.create(token, kit.cluster);
    const { id } = await kit.create(poolToken, kit.pool);
    const late = await refusal(kit.update(poolToken, id, { securityProfile: { enableSecureBoot: true } }));
    expect(late.code).to.equal("PropertyChangeNotAllowed");
    const trusted = await kit.create(
      poolToken,
      changed(kit.pool, { agentPoolName: "trusted", securityProfile: { enableVTPM: true } }),
    );
    await kit.update(poolToken, trusted.id, { securityProfile: { enableVTPM: false } });
  });

  it("takes no new pool in the cluster's own request once the cluster exists", async () => {
    const { id } = await kit.create(token, kit.cluster);
    const renamed = changed(kit.cluster, { "agentPoolProfiles.0.name": "renamed" });
    const error = await refusal(kit.update(token, id, { agentPoolProfiles: renamed["agentPoolProfiles"] }));
    expect(error.code).to.equal("BadRequest");
    expect(error.message).to.contain("A new agent pool was introduced");
  });

  it("lets the first pool become an empty user pool once another system pool is there, and not before", async () => {
    const { id } = await kit.create(token, kit.cluster);
    const emptied = changed(kit.cluster, {
      "agentPoolProfiles.0.mode": "User",
      "agentPoolProfiles.0.count": 0,
      "agentPoolProfiles.0.enableAutoScaling": false,
      "agentPoolProfiles.0.minCount": undefined,
      "agentPoolProfiles.0.maxCount": undefined,
    })["agentPoolProfiles"];
    expect((await refusal(kit.update(token, id, { agentPoolProfiles: emptied }))).code).to.equal(
      "MustDefineAtLeastOneSystemPool",
    );
    await kit.create(poolToken, changed(kit.pool, { agentPoolName: "system2", mode: "System" }));
    await kit.update(token, id, { agentPoolProfiles: emptied });
  });

  describe("node auto-provisioning", () => {
    const provisioned: Properties = {
      nodeProvisioningProfile: { mode: "Auto" },
      "agentPoolProfiles.0.enableAutoScaling": false,
      "agentPoolProfiles.0.minCount": undefined,
      "agentPoolProfiles.0.maxCount": undefined,
    };

    it("is accepted beside pools of a fixed size, and refuses others", async () => {
      await kit.create(token, changed(kit.cluster, provisioned));
      const scaled = await refusal(kit.create(poolToken, kit.pool));
      expect(scaled.message).to.contain("cluster autoscaler");
      await kit.create(
        poolToken,
        changed(kit.pool, { enableAutoScaling: false, minCount: undefined, maxCount: undefined }),
      );
    });

    it("keeps the outbound type", async () => {
      const { id } = await kit.create(token, changed(kit.cluster, provisioned));
      const other = changed(kit.cluster, { "networkProfile.outboundType": "none" })["networkProfile"];
      expect((await refusal(kit.update(token, id, { networkProfile: other }))).code).to.equal(
        "UpdatingOutboundTypeNotAllowed",
      );
    });

    it("does not know pod subnets", async () => {
      const inputs = changed(kit.cluster, {
        ...provisioned,
        "agentPoolProfiles.0.podSubnetID": kit.userNodes,
        "networkProfile.networkPluginMode": undefined,
        "networkProfile.podCidr": undefined,
      });
      expect((await refusal(kit.create(token, inputs))).message).to.contain("node auto-provisioning");
    });
  });

  describe("outbound types", () => {
    const changeTo = async (from: string, to: string): Promise<unknown> => {
      const { id } = await kit.create(token, changed(kit.cluster, { "networkProfile.outboundType": from }));
      const profile = changed(kit.cluster, { "networkProfile.outboundType": to })["networkProfile"];
      return kit.update(token, id, { networkProfile: profile });
    };

    it("change between those a network of one's own allows", async () => {
      await changeTo("userDefinedRouting", "loadBalancer");
    });

    it("can be given up for isolation", async () => {
      await changeTo("userDefinedRouting", "none");
    });

    it("never become a NAT gateway of AKS' own, nor come back from none", async () => {
      expect((await refusal(changeTo("userDefinedRouting", "managedNATGateway"))).code).to.equal(
        "UpdatingOutboundTypeNotAllowed",
      );
      kit = await newClusterKit();
      expect((await refusal(changeTo("none", "userDefinedRouting"))).code).to.equal(
        "UpdatingOutboundTypeNotAllowed",
      );
    });

    it("other than the load balancer exclude its outbound settings, not its kind of backend pool", async () => {
      for (const setting of [{ idleTimeoutInMinutes: 30 }, { allocatedOutboundPorts: 0 }]) {
        const inputs = changed(kit.cluster, { "networkProfile.loadBalancerProfile": setting });
        expect((await refusal(kit.create(token, inputs))).code).to.equal(
          "InvalidUserDefinedRoutingWithLoadBalancerProfile",
        );
      }
      await kit.create(
        token,
        changed(kit.cluster, { "networkProfile.loadBalancerProfile": { backendPoolType: "NodeIP" } }),
      );
    });
  });

  describe("API server VNet integration", () => {
    const integrated = (subnetId: string): Properties =>
      changed(kit.cluster, {
        "apiServerAccessProfile.enableVnetIntegration": true,
        "apiServerAccessProfile.subnetId": subnetId,
      });
    const delegated = {
      delegations: [{ name: "aks", serviceName: "Microsoft.ContainerService/managedClusters" }],
    };
    const subnet = async (
      name: string,
      addressPrefix: string,
      inputs: Properties = delegated,
    ): Promise<string> => {
      const made = { virtualNetworkName: "vnet", subnetName: name, addressPrefix, ...inputs };
      const { id } = await kit.create("network:Subnet", made);
      return id;
    };
    const granted = async (id: string): Promise<string> => {
      await grant(kit, kit.control.principalId, "networkContributor", id);
      return id;
    };

    it("is accepted in a delegated /28 that the control plane may join", async () => {
      await kit.create(token, integrated(await granted(await subnet("api", "10.0.4.0/28"))));
    });

    it("refuses a subnet without the delegation", async () => {
      const id = await granted(await subnet("api", "10.0.4.0/28", {}));
      expect((await refusal(kit.create(token, integrated(id)))).message).to.contain("must be delegated");
    });

    it("refuses a /29", async () => {
      const id = await granted(await subnet("api", "10.0.4.0/29"));
      expect((await refusal(kit.create(token, integrated(id)))).message).to.contain("reserve 9");
    });

    it("refuses a control plane that may not join it", async () => {
      const id = await subnet("api", "10.0.4.0/28");
      expect((await refusal(kit.create(token, integrated(id)))).code).to.equal("LinkedAuthorizationFailed");
    });

    it("refuses nodes in a network of one's own without a subnet for the API server", async () => {
      const inputs = changed(kit.cluster, { "apiServerAccessProfile.enableVnetIntegration": true });
      expect((await refusal(kit.create(token, inputs))).message).to.contain("subnetId");
    });

    it("keeps its subnet", async () => {
      const { id } = await kit.create(token, integrated(await granted(await subnet("api", "10.0.4.0/28"))));
      const other = integrated(await granted(await subnet("api2", "10.0.4.16/28")));
      const move = kit.update(token, id, { apiServerAccessProfile: other["apiServerAccessProfile"] });
      expect((await refusal(move)).code).to.equal("PropertyChangeNotAllowed");
    });
  });

  describe("network isolation", () => {
    const isolated = (registryId?: string): Properties =>
      changed(kit.cluster, {
        "networkProfile.outboundType": "none",
        bootstrapProfile: {
          artifactSource: "Cache",
          ...(registryId === undefined ? {} : { containerRegistryId: registryId }),
        },
      });
    const registry = async (sku: string): Promise<string> => {
      const inputs = { registryName: "crisolated", location, sku: { name: sku } };
      return (await kit.create("containerregistry:Registry", inputs)).id;
    };

    it("takes a registry of AKS' own making", async () => {
      await kit.create(token, isolated());
    });

    it("refuses a registry that is not Premium", async () => {
      expect((await refusal(kit.create(token, isolated(await registry("Standard"))))).message).to.contain(
        "Premium",
      );
    });

    it("refuses a kubelet that may not pull", async () => {
      const id = await registry("Premium");
      expect((await refusal(kit.create(token, isolated(id)))).code).to.equal("LinkedAuthorizationFailed");
    });

    it("refuses a registry without the cache", async () => {
      const id = await registry("Premium");
      await grant(kit, kit.kubelet.principalId, "acrPull", id);
      expect((await refusal(kit.create(token, isolated(id)))).message).to.contain("cache rule");
    });

    it("refuses patches in place", async () => {
      const inputs = { ...isolated(), autoUpgradeProfile: { nodeOSUpgradeChannel: "SecurityPatch" } };
      expect((await refusal(kit.create(token, inputs))).message).to.contain("SecurityPatch");
    });

    it("refuses a registry without the artifact source", async () => {
      const inputs = changed(kit.cluster, {
        bootstrapProfile: { containerRegistryId: await registry("Premium") },
      });
      expect((await refusal(kit.create(token, inputs))).message).to.contain("artifact source Cache");
    });
  });

  it("takes a namespace as a scope of roles, whether it is there or not, but not one of a cluster that is not", async () => {
    const { id } = await kit.create(token, kit.cluster);
    await grant(kit, kit.kubelet.principalId, "aksRbacReader", `${id}/namespaces/workload`);
    const nowhere = `${kit.providers}/Microsoft.ContainerService/managedClusters/gone/namespaces/workload`;
    const error = await refusal(grant(kit, kit.kubelet.principalId, "aksRbacReader", nowhere));
    expect(error.code).to.equal("ParentResourceNotFound");
  });

  const addOns: [string, string, Properties][] = [
    [
      "Container insights without a workspace",
      "InvalidParameter",
      { addonProfiles: { omsagent: { enabled: true } } },
    ],
    [
      "Container insights in a workspace that is not there",
      "ResourceNotFound",
      {
        addonProfiles: {
          omsagent: { enabled: true, config: { logAnalyticsWorkspaceResourceID: "/nowhere" } },
        },
      },
    ],
    [
      "Defender without a workspace",
      "InvalidParameter",
      { "securityProfile.defender": { securityMonitoring: { enabled: true } } },
    ],
    [
      "the ingress add-on without a gateway",
      "InvalidParameter",
      { addonProfiles: { ingressApplicationGateway: { enabled: true } } },
    ],
  ];
  for (const [title, code, changes] of addOns) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, changed(kit.cluster, changes)))).code).to.equal(code);
    });
  }
});

describe("rehearsal/azure: data collection rule associations", () => {
  const association = "monitor:DataCollectionRuleAssociation";
  let kit: ClusterKit;
  let resourceUri: string;
  beforeEach(async () => {
    kit = await newClusterKit();
    resourceUri = (await kit.create("containerservice:ManagedCluster", kit.cluster)).id;
  });

  it("name a rule or an endpoint, not both and not neither", async () => {
    const inputs = { associationName: "ContainerInsightsExtension", resourceUri };
    expect((await refusal(kit.create(association, inputs))).code).to.equal("InvalidPayload");
    const both = { ...inputs, dataCollectionRuleId: "rule", dataCollectionEndpointId: "endpoint" };
    expect((await refusal(kit.create(association, both))).code).to.equal("InvalidPayload");
  });

  it("with an endpoint have the one name that Azure Monitor looks for", async () => {
    const endpoint = { associationName: "mine", resourceUri, dataCollectionEndpointId: "endpoint" };
    expect((await refusal(kit.create(association, endpoint))).message).to.contain(
      "configurationAccessEndpoint",
    );
    const rule = {
      associationName: "configurationAccessEndpoint",
      resourceUri,
      dataCollectionRuleId: "rule",
    };
    expect((await refusal(kit.create(association, rule))).message).to.contain("not for a rule");
  });
});
