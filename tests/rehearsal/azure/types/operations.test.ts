import { expect } from "chai";
import { nobodysSshKey } from "../../../../lib/ops/nobodysKey.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, location, network, newKit, refusal, type Kit } from "../kit.ts";
import { publicIp, refuses, type Refused } from "../networkKit.ts";

const zones = ["1", "2", "3"];

describe("rehearsal/azure: Bastion", () => {
  let kit: Kit;
  let good: Properties;
  beforeEach(async () => {
    kit = await newKit();
    const { subnet } = await network(kit, {
      AzureBastionSubnet: { addressPrefix: "10.0.0.0/26" },
      other: { addressPrefix: "10.0.1.0/26" },
    });
    good = {
      bastionHostName: "bas",
      location,
      zones,
      sku: { name: "Standard" },
      scaleUnits: 2,
      ipConfigurations: [
        {
          name: "address",
          subnet: { id: subnet("AzureBastionSubnet") },
          publicIPAddress: { id: await publicIp(kit, "pip") },
        },
      ],
    };
  });

  it("takes what the program writes, and answers with a name", async () => {
    const { outputs } = await kit.create("network:BastionHost", { ...good, enableTunneling: true });
    expect(outputs["dnsName"]).to.match(/\.bastion\.azure\.com$/);
  });

  refuses(
    [
      ["a fraction of an instance too few", "InvalidParameterValue", "bas", { scaleUnits: 1 }],
      ["a tier that is none", "InvalidParameterValue", "bas", { "sku.name": "Gold" }],
      [
        "tunnels below Standard",
        "BastionFeatureNotSupportedForSku",
        "Standard",
        { "sku.name": "Basic", enableTunneling: true },
      ],
      [
        "recording below Premium",
        "BastionFeatureNotSupportedForSku",
        "Premium",
        { enableSessionRecording: true },
      ],
      [
        "a host without an address",
        "BastionPublicIpMissing",
        "bas",
        { "ipConfigurations.0.publicIPAddress": undefined },
      ],
      ["a host elsewhere than its network", "InvalidResourceReference", "westus3", { location: "westus3" }],
    ] satisfies Refused[],
    () => kit,
    "network:BastionHost",
    () => good,
  );

  it("refuses another subnet, a second host, an address in use and a smaller tier", async () => {
    const elsewhere = changed(good, {
      "ipConfigurations.0.subnet.id": String(
        (good["ipConfigurations"] as { subnet: { id: string } }[])[0]?.subnet.id,
      ).replace("AzureBastionSubnet", "other"),
    });
    expect((await refusal(kit.create("network:BastionHost", elsewhere))).message).to.contain(
      "AzureBastionSubnet",
    );
    const { id } = await kit.create("network:BastionHost", good);
    const second = changed(good, {
      bastionHostName: "second",
      "ipConfigurations.0.publicIPAddress.id": await publicIp(kit, "pip-2"),
    });
    expect((await refusal(kit.create("network:BastionHost", second))).code).to.equal("BastionSubnetInUse");
    expect((await refusal(kit.update("network:BastionHost", id, { sku: { name: "Basic" } }))).code).to.equal(
      "BastionSkuDowngradeNotAllowed",
    );
    const address = String(
      (good["ipConfigurations"] as { publicIPAddress: { id: string } }[])[0]?.publicIPAddress.id,
    );
    expect((await refusal(kit.remove("network:PublicIPAddress", address))).message).to.contain("bas");
  });
});

describe("rehearsal/azure: NAT gateway", () => {
  let kit: Kit;
  let good: Properties;
  beforeEach(async () => {
    kit = await newKit();
    good = {
      natGatewayName: "ng",
      location,
      sku: { name: "Standard" },
      idleTimeoutInMinutes: 4,
      publicIpAddresses: [{ id: await publicIp(kit, "pip") }],
    };
  });

  refuses(
    [
      ["another SKU", "InvalidParameterValue", "ng", { "sku.name": "Basic" }],
      ["a short timeout", "InvalidParameterValue", "ng", { idleTimeoutInMinutes: 3 }],
      ["several zones", "NatGatewayZonesNotSupported", "ng", { zones: ["1", "2"] }],
    ],
    () => kit,
    "network:NatGateway",
    () => good,
  );

  it("refuses a Basic address, and to go while a subnet uses it", async () => {
    const basic = await publicIp(kit, "basic", { "sku.name": "Basic", zones: undefined });
    const error = await refusal(
      kit.create("network:NatGateway", changed(good, { "publicIpAddresses.0.id": basic })),
    );
    expect(error.code).to.equal("NatGatewayPublicIpMustBeStandard");
    const { id } = await kit.create("network:NatGateway", good);
    await network(kit, { agents: { addressPrefix: "10.0.0.0/26", natGateway: { id } } });
    expect((await refusal(kit.remove("network:NatGateway", id))).code).to.equal(
      "InUseNatGatewayCannotBeDeleted",
    );
  });
});

describe("rehearsal/azure: scale sets of machines", () => {
  let kit: Kit;
  let good: Properties;
  let subnet: (name: string) => string;
  beforeEach(async () => {
    kit = await newKit();
    ({ subnet } = await network(kit, {
      jump: { addressPrefix: "10.0.0.0/29" },
      pool: {
        addressPrefix: "10.0.1.0/26",
        delegations: [{ name: "agents", serviceName: "Microsoft.DevOpsInfrastructure/pools" }],
      },
      AzureBastionSubnet: { addressPrefix: "10.0.2.0/26" },
    }));
    good = {
      vmScaleSetName: "vmss",
      location,
      zones,
      orchestrationMode: "Uniform",
      sku: { name: "Standard_D2ds_v5", tier: "Standard", capacity: 2 },
      upgradePolicy: { mode: "Manual" },
      identity: { type: "SystemAssigned" },
      virtualMachineProfile: {
        osProfile: {
          adminUsername: "nobody",
          linuxConfiguration: { ssh: { publicKeys: [{ keyData: nobodysSshKey("test") }] } },
        },
        securityProfile: { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true } },
        networkProfile: {
          networkInterfaceConfigurations: [
            { name: "primary", ipConfigurations: [{ name: "primary", subnet: { id: subnet("jump") } }] },
          ],
        },
        extensionProfile: {
          extensions: [
            { name: "login", publisher: "p", type: "AADSSHLoginForLinux", typeHandlerVersion: "1.0" },
          ],
        },
      },
    };
  });

  const at = "virtualMachineProfile";
  const subnetPath = `${at}.networkProfile.networkInterfaceConfigurations.0.ipConfigurations.0.subnet.id`;

  it("take what the program writes, keep their identity, and hold their subnet", async () => {
    const { id, outputs } = await kit.create("compute:VirtualMachineScaleSet", good);
    const principal = (outputs["identity"] as Properties)["principalId"];
    expect(principal).to.match(/^[0-9a-f-]{36}$/);
    const after = await kit.update("compute:VirtualMachineScaleSet", id, {
      sku: { name: "Standard_D4ds_v5", capacity: 3 },
    });
    expect((after.outputs["identity"] as Properties)["principalId"]).to.equal(principal);
    expect((await refusal(kit.remove("network:Subnet", subnet("jump")))).code).to.equal(
      "InUseSubnetCannotBeDeleted",
    );
  });

  refuses(
    [
      ["a size that is none", "InvalidParameter", "vmss", { "sku.name": "large" }],
      [
        "no way to sign in",
        "InvalidParameter",
        "vmss",
        { [`${at}.osProfile.linuxConfiguration`]: undefined },
      ],
      [
        "a key that is none",
        "InvalidParameter",
        "vmss",
        { [`${at}.osProfile.linuxConfiguration.ssh.publicKeys.0.keyData`]: "ssh-dss AAAA" },
      ],
      [
        "upgrades that nobody watches",
        "AutomaticOSUpgradeNotSupported",
        "vmss",
        { "upgradePolicy.automaticOSUpgradePolicy": { enableAutomaticOSUpgrade: true } },
      ],
      [
        "repairs that nobody watches",
        "AutomaticRepairsPolicyNotSupported",
        "vmss",
        { automaticRepairsPolicy: { enabled: true } },
      ],
      [
        "secure boot without Trusted Launch",
        "BadRequest",
        "vmss",
        { [`${at}.securityProfile.securityType`]: undefined },
      ],
      ["more machines than addresses", "SubnetIsFull", "vmss", { "sku.capacity": 4 }],
      [
        "a half extension",
        "InvalidParameter",
        "vmss",
        { [`${at}.extensionProfile.extensions.0.type`]: undefined },
      ],
      ["a zone that is none", "InvalidAvailabilityZone", "vmss", { zones: ["4"] }],
    ],
    () => kit,
    "compute:VirtualMachineScaleSet",
    () => good,
  );

  it("refuse a delegated subnet and one of a service", async () => {
    const put = (name: string) =>
      refusal(kit.create("compute:VirtualMachineScaleSet", changed(good, { [subnetPath]: subnet(name) })));
    expect((await put("pool")).code).to.equal("SubnetIsDelegated");
    expect((await put("AzureBastionSubnet")).code).to.equal(
      "SubnetWithExternalResourcesCannotBeUsedByOtherResources",
    );
  });
});

describe("rehearsal/azure: Managed DevOps Pools", () => {
  let kit: Kit;
  let good: Properties;
  beforeEach(async () => {
    kit = await newKit();
    const delegations = [{ name: "agents", serviceName: "Microsoft.DevOpsInfrastructure/pools" }];
    const { subnet } = await network(kit, {
      pool: { addressPrefix: "10.0.1.0/29", delegations },
      plain: { addressPrefix: "10.0.2.0/26" },
    });
    const center = await kit.create("devcenter:DevCenter", { devCenterName: "dc-1", location });
    const project = await kit.create("devcenter:Project", {
      projectName: "dcp-1",
      location,
      devCenterId: center.id,
    });
    good = {
      poolName: "mdp",
      location,
      devCenterProjectResourceId: project.id,
      maximumConcurrency: 3,
      agentProfile: { kind: "Stateless" },
      organizationProfile: { kind: "AzureDevOps", organizations: [{ url: "https://dev.azure.com/contoso" }] },
      fabricProfile: {
        kind: "Vmss",
        sku: { name: "Standard_D4ds_v5" },
        images: [{ wellKnownImageName: "ubuntu-24.04/latest" }],
        networkProfile: { subnetId: subnet("pool") },
      },
    };
  });

  it("take what the program writes, and hold their project and its center", async () => {
    await kit.create("devopsinfrastructure:Pool", good);
    const project = String(good["devCenterProjectResourceId"]);
    expect((await refusal(kit.remove("devcenter:Project", project))).code).to.equal("Conflict");
    const center = project.replace(/\/projects\/.*$/, "/devcenters/dc-1");
    expect((await refusal(kit.remove("devcenter:DevCenter", center))).code).to.equal("Conflict");
  });

  refuses(
    [
      ["more agents than addresses", "SubnetIsFull", "mdp", { maximumConcurrency: 4 }],
      ["no agents", "InvalidParameterValue", "mdp", { maximumConcurrency: 0 }],
      ["no image", "InvalidRequestContent", "mdp", { "fabricProfile.images": [{ buffer: "*" }] }],
      ["another region than its network's", "InvalidRequestContent", "mdp", { location: "westus3" }],
    ],
    () => kit,
    "devopsinfrastructure:Pool",
    () => good,
  );

  it("refuse a subnet that is not delegated to the service", async () => {
    const { subnetId } = (good["fabricProfile"] as { networkProfile: { subnetId: string } }).networkProfile;
    const plain = changed(good, {
      "fabricProfile.networkProfile.subnetId": subnetId.replace(/pool$/, "plain"),
    });
    expect((await refusal(kit.create("devopsinfrastructure:Pool", plain))).code).to.equal(
      "SubnetNotDelegated",
    );
  });
});
