import { expect } from "chai";
import { loadConfig, loadContext, loadEnvironment } from "../../config/load.ts";
import { globalConfigSchema } from "../../config/schema/global.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { parseStackName } from "../../config/stackName.ts";
import { defaultsOf, globalDefaults, stampDefaults } from "./defaults.ts";
import { goodFiles, refusal, stampFile, withFiles } from "./support.ts";

type Files = Record<string, string>;

/** Loads one stack of the good environment with some files changed. */
function load(stackText: string, changes: Files = {}) {
  return withFiles({ ...goodFiles, ...changes }, (root) => {
    const stack = parseStackName(stackText);
    const own = readStackFiles(root, stack.environment).find((file) => file.stack.text === stackText);
    return loadContext(root, stack, own?.values ?? {});
  });
}

const eastus = (more: string, location = "eastus", addressSpace = "10.10.0.0/20"): Files => ({
  "Pulumi.stamp-eastus.yaml": stampFile(location, addressSpace, more),
});
const cluster = (text: string): Files => eastus(`  bulkhead:cluster: ${text}\n`);
const globalFile = (more: string, location = "eastus"): Files => ({
  "Pulumi.global.yaml": `config:\n  bulkhead:location: ${location}\n${more}`,
});

const refusesStamp = (changes: Files, message: string): void => {
  expect(refusal(() => load("stamp-eastus", changes)).message).to.equal(
    `Pulumi.stamp-eastus.yaml: ${message}`,
  );
};
const refusesGlobal = (changes: Files, message: string): void => {
  expect(refusal(() => load("global", changes)).message).to.equal(message);
};

describe("loading a configuration", () => {
  it("needs no more than location and address space for a stamp", () => {
    const { kind, config, siblings, stampRegions } = load("stamp-eastus");
    expect(kind).to.equal("stamp");
    expect(siblings.map(({ stack }) => stack.text)).to.deep.equal([
      "global",
      "stamp-eastus",
      "stamp-westeurope",
    ]);
    expect(stampRegions).to.deep.equal(["eastus", "westeurope"]);
    expect(defaultsOf(config, stampDefaults)).to.deep.equal(stampDefaults);
  });

  it("needs no more than the location for the global stack", () => {
    const { config, stampRegions } = load("global", globalFile("", "westeurope"));
    expect(stampRegions).to.deep.equal(["westeurope", "eastus"]);
    expect(defaultsOf(config, globalDefaults)).to.deep.equal(globalDefaults);
  });

  it("gives the configuration alone, too", () => {
    const stack = { ...parseStackName("global"), kind: "global" as const };
    const config = withFiles(goodFiles, (root) => loadConfig(root, stack, { location: "eastus" }));
    expect(config.location).to.equal("eastus");
  });

  it("loads every stack of an environment, and only of that one", () => {
    const int = { "Pulumi.int.global.yaml": "config: [" };
    const contexts = withFiles({ ...goodFiles, ...int }, (root) => loadEnvironment(root, undefined));
    expect(contexts.map(({ stack }) => stack.text)).to.deep.equal([
      "global",
      "stamp-eastus",
      "stamp-westeurope",
    ]);
    const broken = { ...goodFiles, ...cluster("{podCdir: 1}") };
    expect(refusal(() => withFiles(broken, (root) => loadEnvironment(root, undefined))).file).to.equal(
      "Pulumi.stamp-eastus.yaml",
    );
  });
});

describe("a configuration is refused for", () => {
  it("a misspelt key", () => {
    const top = "config:\n  bulkhead:location: eastus\n  bulkhead:netwrok:\n    addressSpace: 10.10.0.0/20\n";
    refusesStamp(
      { "Pulumi.stamp-eastus.yaml": top },
      "netwrok: There is no such key. Did you mean 'network'?",
    );
    refusesStamp(
      cluster("{podCdir: 10.0.0.0/16}"),
      "cluster.podCdir: There is no such key. Did you mean 'podCidr'?",
    );
    refusesStamp(
      cluster("{userPools: [{name: a, size: x}]}"),
      "cluster.userPools[0].size: There is no such key. Did you mean 'vmSize'?",
    );
    refusesGlobal(
      globalFile("  bulkhead:retired: []\n"),
      "Pulumi.global.yaml: retired: There is no such key. " +
        `Known keys here: ${Object.keys(globalConfigSchema.shape).join(", ")}.`,
    );
  });

  it("a missing key, with an example", () => {
    refusesStamp({ "Pulumi.stamp-eastus.yaml": "" }, "location: It is missing. Add it, for example eastus.");
    const bare = "config:\n  bulkhead:location: eastus\n  bulkhead:network: {}\n";
    refusesStamp(
      { "Pulumi.stamp-eastus.yaml": bare },
      "network.addressSpace: It is missing. Add it, for example 10.10.0.0/20.",
    );
  });

  it("a value of the wrong type", () => {
    refusesStamp(
      cluster("{kubernetesVersion: 1.36}"),
      'cluster.kubernetesVersion: 1.36 is not a string. Put it in quotes: "1.36".',
    );
    refusesStamp(
      eastus("  bulkhead:edge: {weight: much}\n"),
      'edge.weight: "much" is not a number. Write a number.',
    );
    refusesStamp(eastus("  bulkhead:edge: {weight: 0.5}\n"), "edge.weight: 0.5 is not an int. Write an int.");
  });

  it("a value out of bounds", () => {
    refusesStamp(
      eastus("  bulkhead:edge: {weight: -1}\n"),
      "edge.weight: -1 is too small. Write at least 0.",
    );
    refusesStamp(
      eastus("  bulkhead:edge: {priority: 5}\n"),
      "edge.priority: 5 is too large. Write at most 4.",
    );
    refusesStamp(
      eastus("  bulkhead:firewall: {tier: Basic}\n"),
      'firewall.tier: "Basic" is not possible here. Choose "Premium" or "Standard".',
    );
    refusesGlobal(
      globalFile("  bulkhead:logs: {dailyQuotaGb: 0}\n"),
      "Pulumi.global.yaml: logs.dailyQuotaGb: The quota is a positive number, or -1 for none. Correct the value.",
    );
  });

  it("a host that is none", () => {
    refusesStamp(
      eastus('  bulkhead:firewall: {allowedHosts: ["*"]}\n'),
      "firewall.allowedHosts[0]: A star alone allows every host there is, and makes all other rules decorative. " +
        "List the hosts the workload calls.",
    );
    refusesStamp(
      eastus('  bulkhead:firewall: {allowedHosts: ["https://example.com"]}\n'),
      "firewall.allowedHosts[0]: 'https://example.com' is not a host name such as api.example.com or *.example.com. " +
        "Write the name in lower case, without protocol, port or path; a star stands for the whole first label only.",
    );
    const { config } = load(
      "stamp-eastus",
      eastus('  bulkhead:firewall: {allowedHosts: ["*.example.com", a.b.example]}\n'),
    );
    expect("firewall" in config && config.firewall.allowedHosts).to.have.length(2);
  });

  it("an unknown region, with suggestions", () => {
    refusesStamp(
      eastus("", "eastsu"),
      "location: 'eastsu' is not an Azure region. Did you mean 'eastus' or 'eastus2'?",
    );
    refusesStamp(
      eastus("", "atlantis"),
      "location: 'atlantis' is not an Azure region. Use the name ARM uses, such as eastus.",
    );
    refusesGlobal(
      { "Pulumi.stamp-westeuorpe.yaml": "" },
      "Pulumi.stamp-westeuorpe.yaml: 'westeuorpe' is not an Azure region. Did you mean 'westeurope'?",
    );
    refusesGlobal(
      globalFile("  bulkhead:retiredRegions: [westus4]\n"),
      "Pulumi.global.yaml: retiredRegions: 'westus4' is not an Azure region. Did you mean 'westus' or 'westus2' or 'westus3'?",
    );
  });

  it("a region without zones", () => {
    refusesStamp(
      eastus("", "ukwest"),
      "location: ukwest has no availability zones. Choose uksouth, its pair, or another region with zones.",
    );
    refusesStamp(
      eastus("", "westindia"),
      "location: westindia has no availability zones. Choose a region with zones.",
    );
    const file = { "Pulumi.stamp-ukwest.yaml": stampFile("ukwest", "10.30.0.0/20") };
    expect(refusal(() => load("global", file)).message).to.match(
      /^Pulumi\.stamp-ukwest\.yaml: location: ukwest has no availability zones\./,
    );
  });

  it("a region that Azure restricts", () => {
    refusesStamp(
      eastus("", "norwaywest"),
      "location: Azure restricts norwaywest to selected customers, for recovery of the region it is paired with. " +
        "Choose norwayeast, its pair, or another region.",
    );
  });

  it("zones that no region has, or none, or one twice", () => {
    refusesStamp(
      eastus('  bulkhead:zones: ["1", "4"]\n'),
      'zones[1]: "4" is not possible here. Choose "1" or "2" or "3".',
    );
    refusesStamp(
      eastus("  bulkhead:zones: []\n"),
      "zones: A stamp needs at least one zone. Correct the value.",
    );
    refusesStamp(
      eastus('  bulkhead:zones: ["1", "1"]\n'),
      "zones: A zone is listed twice. Correct the value.",
    );
    refusesGlobal(
      globalFile("  bulkhead:cosmos: {zoneRedundant: {ukwest: true}}\n"),
      "Pulumi.global.yaml: cosmos.zoneRedundant.ukwest: ukwest has no availability zones. Write false.",
    );
  });

  it("a location that disagrees with the file name", () => {
    const message =
      "location: The file is for eastus by its name, and for westus3 by its location. " +
      "Write eastus, or rename the file to Pulumi.stamp-westus3.yaml.";
    refusesStamp(eastus("", "westus3"), message);
    refusesGlobal(eastus("", "westus3"), `Pulumi.stamp-eastus.yaml: ${message}`);
  });

  it("an address space that overlaps another stack's, naming both files", () => {
    refusesStamp(
      eastus("", "eastus", "10.10.0.0/19"),
      "network.addressSpace: 10.10.0.0/19 overlaps 10.10.16.0/20 of Pulumi.stamp-westeurope.yaml. Choose a range that no other stack has.",
    );
    refusesGlobal(
      eastus("", "eastus", "10.10.0.0/19"),
      "Pulumi.stamp-westeurope.yaml: network.addressSpace: 10.10.16.0/20 overlaps 10.10.0.0/19 of Pulumi.stamp-eastus.yaml. " +
        "Choose a range that no other stack has.",
    );
    const otherEnvironment = { "Pulumi.int.stamp-eastus.yaml": stampFile("eastus", "10.10.0.0/20") };
    expect(load("stamp-eastus", otherEnvironment).kind).to.equal("stamp");
  });

  it("an address space that is too small, with the smallest that fits", () => {
    refusesStamp(
      eastus("", "eastus", "10.10.0.0/24"),
      "network.addressSpace: 10.10.0.0/24 is too small for the subnets of the stamp. Make it a /23 or larger.",
    );
  });

  it("ranges that are public, forbidden or none", () => {
    refusesStamp(
      eastus("", "eastus", "10.10.0.1/20"),
      'network.addressSpace: "10.10.0.1/20" is not the start of a /20 range: write 10.10.0.0/20. Correct the range.',
    );
    const homes = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10";
    refusesStamp(
      eastus("", "eastus", "20.0.0.0/20"),
      `network.addressSpace: 20.0.0.0/20 is public address space. Choose a range inside ${homes}.`,
    );
    refusesStamp(
      cluster("{podCidr: 172.128.0.0/16}"),
      `cluster.podCidr: 172.128.0.0/16 is public address space. Choose a range inside ${homes}.`,
    );
    refusesStamp(
      cluster("{serviceCidr: 172.30.0.0/16}"),
      "cluster.serviceCidr: 172.30.0.0/16 overlaps 172.30.0.0/16, which AKS keeps for itself. Choose another private range.",
    );
    refusesStamp(
      cluster("{podCidr: 172.16.0.0/12}"),
      "cluster.podCidr: 172.16.0.0/12 overlaps 172.30.0.0/16, which AKS keeps for itself. Choose another private range.",
    );
    expect(load("stamp-eastus", cluster("{podCidr: 100.64.0.0/16}")).kind).to.equal("stamp");
  });

  it("pod and service ranges that overlap a network, their own or another stamp's, or each other", () => {
    refusesStamp(
      cluster("{podCidr: 10.10.0.0/16}"),
      "cluster.podCidr: 10.10.0.0/16 overlaps the address space 10.10.16.0/20 of Pulumi.stamp-westeurope.yaml. " +
        "Choose a range that no stack has for its network.",
    );
    refusesStamp(
      cluster("{serviceCidr: 10.10.8.0/24}"),
      "cluster.serviceCidr: 10.10.8.0/24 overlaps the address space 10.10.0.0/20 of Pulumi.stamp-eastus.yaml. " +
        "Choose a range that no stack has for its network.",
    );
    refusesStamp(
      cluster("{podCidr: 172.16.0.0/14}"),
      "cluster.podCidr: 172.16.0.0/14 and cluster.serviceCidr 172.16.0.0/16 overlap. Choose ranges apart from each other.",
    );
  });

  it("a pod range with too few ranges for the nodes", () => {
    refusesStamp(
      cluster("{podCidr: 192.168.0.0/20}"),
      "cluster.podCidr: 192.168.0.0/20 is too small: 70 nodes, upgrades and replacements included, take a /24 each. Make it a /17 or larger.",
    );
    expect(load("stamp-eastus", cluster("{podCidr: 192.168.0.0/17}")).kind).to.equal("stamp");
  });

  it("a Kubernetes version that AKS does not support, and for a patch version", () => {
    refusesStamp(
      cluster('{kubernetesVersion: "1.30"}'),
      "cluster.kubernetesVersion: AKS does not support Kubernetes 1.30. Choose 1.35, 1.36 or 1.37.",
    );
    refusesStamp(
      cluster('{kubernetesVersion: "1.36.3"}'),
      'cluster.kubernetesVersion: 1.36.3 names a patch version, and those are Azure\'s to choose. Write "1.36".',
    );
    refusesStamp(
      cluster('{kubernetesVersion: "1.30.3"}'),
      "cluster.kubernetesVersion: AKS does not support Kubernetes 1.30.3. Choose 1.35, 1.36 or 1.37.",
    );
  });

  it("pools that cannot be", () => {
    refusesStamp(
      cluster("{systemPool: {minCount: 5, maxCount: 4}}"),
      "cluster.systemPool.minCount: minCount 5 is above maxCount 4. Lower minCount or raise maxCount.",
    );
    refusesStamp(
      cluster("{systemPool: {minCount: 2}}"),
      "cluster.systemPool.minCount: 2 is too small. Write at least 3.",
    );
    refusesStamp(
      cluster("{userPools: [{name: a}, {name: a}]}"),
      "cluster.userPools[1].name: There is another pool 'a'. Give the pool another name.",
    );
    refusesStamp(
      cluster("{userPools: [{name: system}]}"),
      "cluster.userPools[0].name: There is another pool 'system'. Give the pool another name.",
    );
    refusesStamp(
      cluster("{userPools: [{name: Workload}]}"),
      "cluster.userPools[0].name: A pool name is a lower-case letter and further lower-case letters or digits. Correct the value.",
    );
    refusesStamp(
      cluster("{userPools: []}"),
      "cluster.userPools: A cluster needs a pool for the workload: the system pool takes none. Correct the value.",
    );
    refusesStamp(
      cluster("{systemPool: {vmSize: large}}"),
      "cluster.systemPool.vmSize: This is not the form of a VM size, such as Standard_D4ds_v5. Correct the value.",
    );
  });

  it("a global stack without stamps", () => {
    const alone = { "Pulumi.global.yaml": "config:\n  bulkhead:location: eastus\n" };
    const error = refusal(() => withFiles(alone, (root) => loadEnvironment(root, undefined)));
    expect(error.message).to.equal(
      "Pulumi.global.yaml: No stamp has a file, and the global resources live in the regions of the stamps. " +
        "Add one, such as Pulumi.stamp-eastus.yaml, with `npx bulkhead region add`.",
    );
  });

  it("a retired region that still has a stamp", () => {
    refusesGlobal(
      globalFile("  bulkhead:retiredRegions: [westeurope]\n"),
      "Pulumi.global.yaml: retiredRegions: westeurope is listed as retired and still has a stack file. " +
        "Destroy its stacks and delete their files first, or take westeurope off the list.",
    );
    expect(load("global", globalFile("  bulkhead:retiredRegions: [westus3]\n")).kind).to.equal("global");
  });
});
