import { expect } from "chai";
import { opsContractSchema } from "../../contracts/ops.ts";
import { deployerRoles, handedOut } from "../../lib/ops/deployerRoles.ts";
import { roles } from "../../lib/roles.ts";
import type { Recorded, StackRun } from "../support/runStack.ts";
import {
  dependencyNames,
  globalRun,
  input,
  named,
  ofType,
  only,
  opsRun,
  runOps,
  stampRun,
} from "../support/stacks.ts";

const profile = "virtualMachineProfile";
const objectId = "8d2f6a3e-1c49-5b77-9a10-4e5d6f708192";

const scaleSets = (run: StackRun): Recorded[] => ofType(run, "compute:VirtualMachineScaleSet");
const bootText = (machines: Recorded): string =>
  Buffer.from(String(input(machines, `${profile}.osProfile.customData`)), "base64").toString();

describe("the committed operations stack", function () {
  let run: StackRun;
  before(async () => {
    run = await opsRun();
  });

  it("promises what stamps read, and no secret", () => {
    const contract = opsContractSchema.parse(run.contract);
    expect(Object.keys(contract.apiServerZones)).to.deep.equal(["eastus", "westeurope"]);
    expect(contract.zones.keyVault).to.match(/\/privateDnsZones\/privatelink\.vaultcore\.azure\.net$/);
    expect(contract.privateEndpoints.subnetId).to.match(/\/subnets\/snet-private-endpoints$/);
    expect(JSON.stringify(contract)).to.not.match(/password|ssh-|customData/i);
  });

  it("keeps every resource below a component of its own domain", () => {
    for (const { type, name, parent, custom } of run.resources) {
      if (!custom || !type.startsWith("azure-native:") || type.endsWith(":ResourceGroup")) continue;
      expect(parent.split("::")[2], name).to.match(
        /bulkhead:(network|operations|observability|governance):[A-Z]/,
      );
    }
  });

  it("has no default way out, a security group on every subnet that takes one, and is peered with nobody", () => {
    const subnets = ofType(run, "network:Subnet");
    expect(subnets.map(({ inputs }) => inputs["subnetName"])).to.have.members([
      "AzureFirewallSubnet",
      "AzureBastionSubnet",
      "snet-jump-boxes",
      "snet-agents",
      "snet-private-endpoints",
    ]);
    for (const subnet of subnets) {
      const name = String(subnet.inputs["subnetName"]);
      expect(subnet.inputs["defaultOutboundAccess"], name).to.equal(false);
      if (name !== "AzureFirewallSubnet")
        expect(input(subnet, "networkSecurityGroup.id"), name).to.be.a("string");
      const routed = !name.startsWith("Azure");
      expect(input(subnet, "routeTable.id") !== undefined, name).to.equal(routed);
    }
    expect(input(named(run, "network-snet-private-endpoints"), "privateEndpointNetworkPolicies")).to.equal(
      "Enabled",
    );
    expect(ofType(run, "network:VirtualNetworkPeering")).to.deep.equal([]);
    expect(input(only(run, "network:RouteTable"), "routes.0")).to.include({
      addressPrefix: "0.0.0.0/0",
      nextHopType: "VirtualAppliance",
      nextHopIpAddress: "10.8.3.196",
    });
    expect(input(only(run, "network:VirtualNetwork"), "dhcpOptions.dnsServers")).to.deep.equal([
      "10.8.3.196",
    ]);
  });

  it("gives public addresses to the firewall and to Bastion, and to no machine", () => {
    expect(ofType(run, "network:PublicIPAddress").map(({ name }) => name)).to.have.members([
      "firewall-address-1",
      "bastion-address",
    ]);
    for (const machines of scaleSets(run))
      expect(JSON.stringify(machines.inputs), machines.name).to.not.contain("publicIPAddress");
  });

  it("has machines without password, with a measured boot, encrypted, logged and in zones", () => {
    expect(scaleSets(run)).to.have.length(2);
    for (const machines of scaleSets(run)) {
      const os = `${profile}.osProfile`;
      expect(input(machines, `${os}.linuxConfiguration.disablePasswordAuthentication`)).to.equal(true);
      expect(input(machines, `${os}.adminPassword`)).to.equal(undefined);
      expect(input(machines, `${profile}.securityProfile`)).to.deep.equal({
        encryptionAtHost: true,
        securityType: "TrustedLaunch",
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
      });
      expect(input(machines, `${profile}.diagnosticsProfile.bootDiagnostics.enabled`)).to.equal(true);
      expect(machines.inputs["zones"]).to.deep.equal(["1", "2", "3"]);
      expect(dependencyNames(machines)).to.include("firewall-firewall");
      expect(bootText(machines)).to.contain("install-tools");
    }
    const jump = named(run, "jump-boxes-machines");
    expect(input(jump, "upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade")).to.equal(true);
    expect(input(jump, "identity.type")).to.equal("SystemAssigned");
    expect(JSON.stringify(jump.inputs)).to.contain("AADSSHLoginForLinux");
  });

  it("leaves the agents' scale set to Azure DevOps", () => {
    const agents = named(run, "agents-machines");
    expect(agents.inputs["overprovision"]).to.equal(false);
    expect(input(agents, "upgradePolicy.mode")).to.equal("Manual");
    expect(agents.ignoreChanges).to.include.members(["sku.capacity", "tags"]);
    expect(input(agents, "identity.type")).to.equal("UserAssigned");
  });

  it("opens no tunnel past the jump boxes", () => {
    expect(only(run, "network:BastionHost").inputs).to.include({
      enableTunneling: true,
      enableFileCopy: false,
      enableShareableLink: false,
      enableIpConnect: false,
      disableCopyPaste: true,
    });
  });

  it("lets each subnet reach its own hosts: jump box → pypi.org no", () => {
    const groups = ofType(run, "network:FirewallPolicyRuleCollectionGroup");
    expect(groups.map(({ name }) => name)).to.have.members([
      "firewall-rcg-jump-boxes",
      "firewall-rcg-agents",
    ]);
    for (const group of groups) {
      const text = JSON.stringify(group.inputs);
      expect(text).to.not.contain("pypi.org");
      expect(text).to.not.contain('"*"');
      const sources = [...text.matchAll(/ipGroups\/([a-z-]+)/g)].map(([, name]) => name);
      expect(new Set(sources).size, group.name).to.equal(1);
    }
    expect(JSON.stringify(named(run, "firewall-rcg-jump-boxes").inputs)).to.not.contain("dev.azure.com");
    expect(dependencyNames(named(run, "firewall-rcg-agents"))).to.include("firewall-rcg-jump-boxes");
    expect(input(only(run, "network:FirewallPolicy"), "basePolicy.id")).to.be.a("string");
  });

  it("reaches the global registry, vault, storage and the state privately, by name", () => {
    expect(ofType(run, "network:PrivateEndpoint").map(({ name }) => name)).to.have.members(
      ["registry", "keyvault", "storage", "state"].map((purpose) => `${purpose}-connection-endpoint`),
    );
    const zones = ofType(run, "privatedns:PrivateZone").map(({ inputs }) =>
      String(inputs["privateZoneName"]),
    );
    expect(new Set(zones).size).to.equal(zones.length);
    expect(zones).to.include.members(["privatelink.eastus.azmk8s.io", "privatelink.westeurope.azmk8s.io"]);
    const links = ofType(run, "privatedns:VirtualNetworkLink");
    expect(links).to.have.length(zones.length);
    // Storage of Azure Pipelines or GitHub may have private endpoints elsewhere, and is then named in the same zone.
    for (const { name, inputs } of links)
      expect(inputs["resolutionPolicy"], name).to.equal(
        name.includes("aks") ? undefined : "NxDomainRedirect",
      );
  });

  it("keeps the state closed, versioned and protected", () => {
    const account = named(run, "state-account");
    expect(account.inputs).to.include({ publicNetworkAccess: "Disabled", allowSharedKeyAccess: false });
    expect(account.protect).to.equal(true);
    expect(named(run, "state-blobs").inputs["isVersioningEnabled"]).to.equal(true);
  });

  it("gives agents the deployer's roles and no ownership, and no stack hands out a role beyond them", async () => {
    const guid = (assignment: Recorded) =>
      String(assignment.inputs["roleDefinitionId"]).split("/").at(-1) ?? "";
    const allowed = new Set<string>(handedOut.map((role) => roles[role]));
    const deploying = new Set<string>(deployerRoles.map(({ role }) => roles[role]));
    for (const stack of [await globalRun(), await stampRun(), run])
      for (const assignment of ofType(stack, "authorization:RoleAssignment")) {
        if (stack === run && assignment.name.startsWith("agents-deploys-")) {
          expect([...deploying], assignment.name).to.include(guid(assignment));
          const limited = guid(assignment) === roles.rbacAdministrator;
          expect(assignment.inputs["condition"] !== undefined, assignment.name).to.equal(limited);
        } else {
          expect([...allowed], assignment.name).to.include(guid(assignment));
        }
      }
  });
});

describe("operations stacks that are configured otherwise", function () {
  it("go out by a NAT gateway instead of a firewall", async () => {
    const run = await runOps("ops-eastus", { values: { egress: { type: "natGateway", publicIpCount: 2 } } });
    expect(ofType(run, "network:AzureFirewall").concat(ofType(run, "network:RouteTable"))).to.deep.equal([]);
    expect(input(only(run, "network:NatGateway"), "publicIpAddresses")).to.have.length(2);
    for (const name of ["network-snet-jump-boxes", "network-snet-agents"])
      expect(input(named(run, name), "natGateway.id"), name).to.be.a("string");
    expect(input(named(run, "network-snet-private-endpoints"), "natGateway")).to.equal(undefined);
    expect(input(only(run, "network:VirtualNetwork"), "dhcpOptions.dnsServers")).to.deep.equal([]);
    expect(
      ofType(run, "network:Subnet").every(({ inputs }) => inputs["defaultOutboundAccess"] === false),
    ).to.equal(true);
  });

  it("have a Managed DevOps Pool in a delegated subnet, joined by a role of five actions", async () => {
    const agents = {
      type: "managedPool",
      organization: "contoso",
      managedPool: { servicePrincipalObjectId: objectId },
    };
    const run = await runOps("ops-eastus", { values: { agents } });
    expect(input(named(run, "network-snet-agents"), "delegations.0.serviceName")).to.equal(
      "Microsoft.DevOpsInfrastructure/pools",
    );
    const pool = only(run, "devopsinfrastructure:Pool");
    expect(input(pool, "organizationProfile.organizations.0.url")).to.equal("https://dev.azure.com/contoso");
    expect(input(pool, "fabricProfile.networkProfile.subnetId")).to.match(/snet-agents$/);
    expect(dependencyNames(pool)).to.include.members(["firewall-firewall", "agents-joins-network"]);
    expect(input(only(run, "authorization:RoleDefinition"), "permissions.0.actions")).to.have.length(5);
    expect(named(run, "agents-joins-network").inputs["principalId"]).to.equal(objectId);
    expect(scaleSets(run)).to.have.length(1);
  });

  it("have GitHub runners that register with an app's key from the global vault", async () => {
    const github = { scope: "orgs/contoso", appId: 12, installationId: 34 };
    const run = await runOps("ops-eastus", {
      values: { agents: { type: "githubRunners", maxCount: 3, github } },
    });
    const runners = named(run, "agents-machines");
    expect(input(runners, "sku.capacity")).to.equal(3);
    expect(runners.ignoreChanges).to.deep.equal([]);
    const text = bootText(runners);
    expect(text).to.contain("orgs/contoso/actions/runners/generate-jitconfig");
    expect(text).to.contain("vault.azure.net/secrets/github-app-key");
    expect(named(run, "agents-registers-runners").inputs["scope"]).to.match(/\/vaults\//);
  });

  it("have no agents, nor state, where that is asked for", async () => {
    const run = await runOps("ops-eastus", {
      values: { agents: { type: "none" }, state: { backend: "elsewhere" } },
    });
    expect(scaleSets(run)).to.have.length(1);
    const contract = opsContractSchema.parse(run.contract);
    expect(contract.agents).to.equal(undefined);
    expect(contract.state).to.equal(undefined);
    expect(run.resources.some(({ inputs }) => inputs["subnetName"] === "snet-agents")).to.equal(false);
    expect(named(run, "network-snet-private-endpoints-rules").inputs["securityRules"]).to.have.length(3);
  });

  it("give no rights of a deployment where agents do not deploy", async () => {
    const run = await runOps("ops-eastus", { values: { agents: { mayDeploy: false } } });
    expect(run.resources.filter(({ name }) => name.startsWith("agents-deploys-"))).to.deep.equal([]);
  });

  it("let the groups of the configuration sign in", async () => {
    const groups = [{ name: "operators", objectId, role: "admin" }];
    const run = await runOps("ops-eastus", { values: { jumpBoxes: { groups } } });
    expect(named(run, "jump-boxes-operators-signs-in").inputs).to.include({
      principalId: objectId,
      principalType: "Group",
    });
    expect(named(run, "jump-boxes-operators-signs-in").inputs["roleDefinitionId"]).to.match(
      new RegExp(`${roles.virtualMachineAdministratorLogin}$`),
    );
    expect(named(run, "jump-boxes-operators-finds").inputs["scope"]).to.match(
      /resourceGroups\/rg-bulkhead-ops-eus$/,
    );
  });
});
