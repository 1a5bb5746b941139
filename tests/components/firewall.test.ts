import { expect } from "chai";
import { UserError } from "../../config/userError.ts";
import { withStackFiles } from "../support/stackFiles.ts";
import { runStack, type RunOptions, type StackRun } from "../support/runStack.ts";
import {
  dependencyNames,
  globalContract,
  input,
  named,
  ofType,
  only,
  runStamp,
  stampRun,
} from "../support/stacks.ts";

type Inputs = Record<string, unknown>;

const withFirewall = (firewall: Inputs, others: Inputs = {}, options: RunOptions = {}): Promise<StackRun> =>
  runStamp("stamp-eastus", { ...options, values: { firewall, ...others } });

const groupNames = (run: StackRun): unknown[] =>
  ofType(run, "network:FirewallPolicyRuleCollectionGroup").map(
    ({ inputs }) => inputs["ruleCollectionGroupName"],
  );

function rulesOf(run: StackRun, group: string): Inputs[] {
  const collections = named(run, group).inputs["ruleCollections"] as { rules: Inputs[] }[];
  return collections.flatMap(({ rules }) => rules);
}

describe("EgressFirewall", function () {
  it("is built after the network and all of its rules, which follow one another", async () => {
    const run = await withFirewall({ allowedHosts: ["api.example.com"] });
    expect(groupNames(run)).to.deep.equal(["rcg-platform", "rcg-workload"]);
    expect(dependencyNames(named(run, "firewall-rcg-workload"))).to.include("firewall-rcg-platform");
    expect(dependencyNames(only(run, "network:AzureFirewall"))).to.include.members([
      "firewall-rcg-platform",
      "firewall-rcg-workload",
      "network-snet-private-endpoints",
    ]);
    // The cluster waits for the firewall, and so for what the firewall waits for.
    expect(dependencyNames(only(run, "containerservice:ManagedCluster"))).to.include("firewall-firewall");
  });

  it("lets out the nodes' ranges only, and to no star", async () => {
    const run = await stampRun();
    expect(only(run, "network:IpGroup").inputs["ipAddresses"]).to.deep.equal([
      named(run, "network-snet-nodes-system").inputs["addressPrefix"],
      named(run, "network-snet-nodes-user").inputs["addressPrefix"],
    ]);
    for (const rule of rulesOf(run, "firewall-rcg-platform")) {
      expect(rule["sourceIpGroups"]).to.have.length(1);
      expect(rule["ruleType"]).to.equal("ApplicationRule");
      expect(rule["targetFqdns"] ?? []).to.not.include("*");
      expect(rule["terminateTLS"]).to.equal(undefined);
    }
  });

  it("lets pods with addresses of their own out as well", async () => {
    const run = await runStamp("stamp-eastus", {
      values: { cluster: { podNetwork: "podSubnet" }, network: { addressSpace: "10.32.0.0/14" } },
    });
    expect(only(run, "network:IpGroup").inputs["ipAddresses"]).to.include(
      named(run, "network-snet-pods").inputs["addressPrefix"],
    );
  });

  it("denies by threat intelligence and IDPS, proxies names, spreads over zones, is no explicit proxy", async () => {
    const run = await stampRun("stamp-westeurope");
    const policy = only(run, "network:FirewallPolicy");
    expect(policy.inputs).to.include({ threatIntelMode: "Deny", location: "eastus" });
    expect(input(policy, "dnsSettings.enableProxy")).to.equal(true);
    expect(policy.inputs["intrusionDetection"]).to.deep.equal({ mode: "Deny" });
    expect(policy.inputs).to.not.have.any.keys("explicitProxy", "threatIntelWhitelist", "transportSecurity");
    expect(input(policy, "basePolicy.id")).to.match(/firewallPolicies\/afwp-bulkhead-global$/);
    const firewall = only(run, "network:AzureFirewall");
    expect(firewall.inputs).to.deep.include({ location: "westeurope", zones: ["1", "2", "3"] });
    expect(firewall.inputs["autoscaleConfiguration"]).to.equal(undefined);
    const addresses = ofType(run, "network:PublicIPAddress");
    expect(addresses).to.have.length(3);
    for (const address of addresses)
      expect(address.inputs).to.deep.include({
        zones: ["1", "2", "3"],
        sku: { name: "Standard", tier: "Regional" },
      });
  });

  it("names its subnet in the first of its configurations alone", async () => {
    const firewall = only(await stampRun(), "network:AzureFirewall");
    const configurations = firewall.inputs["ipConfigurations"] as Inputs[];
    expect(configurations.map(({ subnet }) => subnet !== undefined)).to.deep.equal([true, false, false]);
    expect(configurations.every(({ publicIPAddress }) => publicIPAddress !== undefined)).to.equal(true);
  });

  it("takes its addresses from a prefix, where there is to be one", async () => {
    const run = await withFirewall({ publicIpCount: 4, publicIpPrefixLength: 30 });
    const prefix = only(run, "network:PublicIPPrefix");
    expect(prefix.inputs).to.deep.include({ prefixLength: 30, zones: ["1", "2", "3"] });
    for (const address of ofType(run, "network:PublicIPAddress"))
      expect(input(address, "publicIPPrefix.id"), address.name).to.match(
        /publicIPPrefixes\/ippre-bulkhead-firewall-eus$/,
      );
  });

  it("runs between the bounds that are given", async () => {
    const run = await withFirewall({ autoscale: { minCapacity: 4, maxCapacity: 10 } });
    expect(only(run, "network:AzureFirewall").inputs["autoscaleConfiguration"]).to.deep.equal({
      minCapacity: 4,
      maxCapacity: 10,
    });
  });

  it("writes exceptions of threat intelligence and intrusion detection into the stamp's policy", async () => {
    const run = await withFirewall({
      threatIntelligence: { allowedHosts: ["*.example.com"], allowedAddresses: ["198.51.100.7"] },
      intrusionDetection: {
        signatures: [{ id: 2024897, mode: "Alert" }],
        bypass: [
          {
            name: "backup",
            sources: ["10.10.0.0/24"],
            destinations: ["198.51.100.7"],
            ports: [443],
            reason: "Encrypted backups.",
          },
        ],
      },
    });
    const policy = only(run, "network:FirewallPolicy");
    expect(policy.inputs["threatIntelWhitelist"]).to.deep.equal({
      fqdns: ["*.example.com"],
      ipAddresses: ["198.51.100.7"],
    });
    expect(policy.inputs["intrusionDetection"]).to.deep.equal({
      mode: "Deny",
      configuration: {
        signatureOverrides: [{ id: "2024897", mode: "Alert" }],
        bypassTrafficSettings: [
          {
            name: "backup",
            description: "Encrypted backups.",
            protocol: "TCP",
            sourceAddresses: ["10.10.0.0/24"],
            destinationAddresses: ["198.51.100.7"],
            destinationPorts: ["443"],
          },
        ],
      },
    });
  });

  it("opens TLS with an authority that an identity of its own may read", async () => {
    const vaultId = "/subscriptions/pki/resourceGroups/rg-pki/providers/Microsoft.KeyVault/vaults/kv-pki";
    const run = await withFirewall({
      tlsInspection: { certificateName: "inspection", vaultId },
      allowedHosts: ["api.example.com", { host: "pay.example.com", inspected: true }],
    });
    const policy = only(run, "network:FirewallPolicy");
    expect(input(policy, "transportSecurity.certificateAuthority")).to.deep.equal({
      name: "inspection",
      keyVaultSecretId: "https://kv-pki.vault.azure.net/secrets/inspection",
    });
    expect(input(policy, "identity.type")).to.equal("UserAssigned");
    expect(input(policy, "identity.userAssignedIdentities")).to.have.length(1);
    expect(dependencyNames(policy)).to.include("firewall-reads-authority");
    expect(named(run, "firewall-reads-authority").inputs["scope"]).to.equal(vaultId);
    const opened = rulesOf(run, "firewall-rcg-workload").filter(({ terminateTLS }) => terminateTLS === true);
    expect(opened.map(({ targetFqdns }) => targetFqdns)).to.deep.equal([["pay.example.com"]]);
    const untouched = rulesOf(run, "firewall-rcg-platform").filter(
      ({ terminateTLS }) => terminateTLS === true,
    );
    expect(untouched).to.deep.equal([]);
  });

  it("opens the security groups of the nodes for the ports its rules need", async () => {
    const run = await withFirewall({
      allowedHosts: [{ host: "smtp.example.com", protocol: "Tcp", port: 587 }],
    });
    const rules = named(run, "network-snet-nodes-user-rules").inputs["securityRules"] as Inputs[];
    const ports = rules
      .filter(({ direction, access }) => direction === "Outbound" && access === "Allow")
      .map(({ destinationPortRange }) => destinationPortRange);
    expect(ports).to.include("587");
    expect(rulesOf(run, "firewall-rcg-workload")[0]).to.deep.include({
      ruleType: "NetworkRule",
      destinationFqdns: ["smtp.example.com"],
      destinationPorts: ["587"],
    });
  });

  it("keeps its rules and loses those of AKS itself in a network isolated cluster", async () => {
    const aksImages = {
      name: "aks-managed-mcr",
      source: "mcr.microsoft.com/*",
      target: "aks-managed-repository/*",
    };
    const run = await withStackFiles({ global: { registry: { cacheRules: [aksImages] } } }, (projectRoot) =>
      runStamp("stamp-eastus", { projectRoot, values: { cluster: { egress: "networkIsolated" } } }),
    );
    const hosts = rulesOf(run, "firewall-rcg-platform").flatMap((rule) => rule["targetFqdns"] ?? []);
    expect(hosts).to.include("login.microsoftonline.com");
    expect(
      rulesOf(await stampRun(), "firewall-rcg-platform").flatMap((rule) => rule["targetFqdns"] ?? []),
    ).to.include("mcr.microsoft.com");
    expect(JSON.stringify(hosts)).to.not.match(/mcr\.microsoft|packages\./);
  });
});

describe("firewalls of the Standard tier", function () {
  it("inherit from a Standard parent, without Premium settings", async () => {
    const contract = await globalContract();
    const standard = contract.firewallPolicies.premium.replace(/global$/, "standard-global");
    const global = { ...contract, firewallPolicies: { ...contract.firewallPolicies, standard } };
    const run = await withFirewall({ tier: "Standard" }, {}, { contracts: { global } });
    const policy = only(run, "network:FirewallPolicy");
    expect(policy.inputs["sku"]).to.deep.equal({ tier: "Standard" });
    expect(policy.inputs).to.not.have.any.keys("intrusionDetection", "transportSecurity");
    expect(input(policy, "basePolicy.id")).to.equal(standard);
    expect(only(run, "network:AzureFirewall").inputs["sku"]).to.deep.equal({
      name: "AZFW_VNet",
      tier: "Standard",
    });
  });

  it("say what to run while the global stack has no such parent", async () => {
    const failure: unknown = await withFirewall({ tier: "Standard" }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(UserError);
    expect(String(failure)).to.match(/firewall\.tier: .*no parent policy.*pulumi up -s global/);
  });
});

describe("ParentFirewallPolicy", function () {
  it("denies ports for all stamps by default, before any rule of theirs", async () => {
    const run = await runStack("global");
    const policy = only(run, "network:FirewallPolicy");
    expect(policy.inputs).to.deep.include({ threatIntelMode: "Deny", sku: { tier: "Premium" } });
    const group = only(run, "network:FirewallPolicyRuleCollectionGroup");
    expect(group.inputs).to.include({ ruleCollectionGroupName: "rcg-organisation", priority: 200 });
    const [rule] = rulesOf(run, group.name);
    expect(rule).to.deep.include({
      ruleType: "NetworkRule",
      sourceAddresses: ["*"],
      destinationPorts: ["22", "25", "53", "445", "3389"],
    });
  });

  it("has no group where the organisation decides nothing", async () => {
    const run = await runStack("global", { values: { firewallPolicy: { deniedPorts: [] } } });
    expect(ofType(run, "network:FirewallPolicyRuleCollectionGroup")).to.deep.equal([]);
  });
});
