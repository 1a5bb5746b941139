import { expect } from "chai";
import { loadEnvironment } from "../../config/load.ts";
import { goodFiles, refusal, stampFile, withFiles } from "./support.ts";

const file = "Pulumi.stamp-eastus.yaml";

const loading = (more: string) => (): unknown =>
  withFiles({ ...goodFiles, [file]: stampFile("eastus", "10.10.0.0/20", more) }, (root) =>
    loadEnvironment(root, undefined),
  );
const loadingGlobal = (more: string) => (): unknown =>
  withFiles({ ...goodFiles, "Pulumi.global.yaml": `${goodFiles["Pulumi.global.yaml"]}${more}` }, (root) =>
    loadEnvironment(root, undefined),
  );

/** YAML of one section of a stack file, as JSON in flow style. */
const section = (name: string, value: unknown): string => `  bulkhead:${name}: ${JSON.stringify(value)}\n`;
const firewall = (value: unknown): string => section("firewall", value);
const ingress = (value: unknown): string => section("ingress", value);

const vaultId = "/subscriptions/pki/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-pki";
const tlsInspection = { certificateName: "inspection", vaultId };
const bypass = { name: "b", sources: ["10.0.0.1"], destinations: ["10.0.0.2"], ports: [1], reason: "r" };
const hub = {
  virtualNetworkId:
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-hub",
  nextHopIp: "10.0.0.4",
};
const inHub = section("network", { addressSpace: "10.10.0.0/20", hub });

const rows: readonly (readonly [
  title: string,
  more: string,
  key: string,
  problem: RegExp,
  remedy: RegExp,
])[] = [
  [
    "too few public addresses for the nodes",
    firewall({ publicIpCount: 1 }),
    "firewall.publicIpCount",
    /1 public addresses give 4992 SNAT ports on 2 firewall instances, and 35 nodes, upgrade surge included, want 256 each/,
    /Write 2 or more/,
  ],
  [
    "more nodes than any number of addresses serves",
    firewall({ publicIpCount: 250, snatPortsPerNode: 64000 }),
    "firewall.publicIpCount",
    /35 nodes/,
    /250 addresses at most: lower firewall\.snatPortsPerNode to 35657 or less/,
  ],
  [
    "more addresses than their prefix has",
    firewall({ publicIpCount: 5, publicIpPrefixLength: 30 }),
    "firewall.publicIpPrefixLength",
    /holds 4 addresses, and publicIpCount is 5/,
    /Write 29 or less/,
  ],
  [
    "more addresses than any prefix has",
    firewall({ publicIpCount: 17, publicIpPrefixLength: 28 }),
    "firewall.publicIpPrefixLength",
    /holds 16 addresses/,
    /largest prefix Azure gives has 16/,
  ],
  [
    "a prefix that Azure does not give",
    firewall({ publicIpPrefixLength: 27 }),
    "firewall.publicIpPrefixLength",
    /27 is too small/,
    /at least 28/,
  ],
  [
    "bounds of instances that are one apart",
    firewall({ autoscale: { minCapacity: 4, maxCapacity: 5 } }),
    "firewall.autoscale.maxCapacity",
    /neither minCapacity 4 nor at least two more/,
    /Write 4, or 6 or more/,
  ],
  [
    "bounds of instances that are crossed",
    firewall({ autoscale: { minCapacity: 4, maxCapacity: 3 } }),
    "firewall.autoscale.maxCapacity",
    /3 is neither/,
    /Write 4/,
  ],
  ["a star", firewall({ allowedHosts: ["*"] }), "firewall.allowedHosts[0]", /every host/, /List the hosts/],
  [
    "a retired host",
    firewall({ allowedHosts: ["api.example.com", "acs-mirror.azureedge.net"] }),
    "firewall.allowedHosts[1]",
    /retired on 2025-05-31/,
    /packages\.aks\.azure\.com/,
  ],
  [
    "storage of anybody",
    firewall({ allowedHosts: [{ host: "*.blob.core.windows.net" }] }),
    "firewall.allowedHosts[0].host",
    /Storage, which the platform reaches by private endpoint/,
    /private endpoint/,
  ],
  [
    "a star in a network rule",
    firewall({ allowedHosts: [{ host: "*.example.com", protocol: "Tcp", port: 22 }] }),
    "firewall.allowedHosts[0].host",
    /network rule resolves/,
    /protocol Https/,
  ],
  [
    "a network rule without port",
    firewall({ allowedHosts: [{ host: "smtp.example.com", protocol: "Tcp" }] }),
    "firewall.allowedHosts[0].port",
    /Tcp has no usual port/,
    /Add the port/,
  ],
  [
    "a misspelt key of a host",
    firewall({ allowedHosts: [{ host: "api.example.com", prot: 443 }] }),
    "firewall.allowedHosts[0].prot",
    /no such key/,
    /Did you mean 'port'/,
  ],
  [
    "a host with a port that is none",
    firewall({ allowedHosts: [{ host: "api.example.com", port: 70000 }] }),
    "firewall.allowedHosts[0].port",
    /70000 is too large/,
    /at most 64000/,
  ],
  [
    "inspection of plain HTTP",
    firewall({ tlsInspection, allowedHosts: [{ host: "a.example.com", protocol: "Http", inspected: true }] }),
    "firewall.allowedHosts[0].inspected",
    /Http has no TLS/,
    /Remove inspected/,
  ],
  [
    "inspection without authority",
    firewall({ allowedHosts: [{ host: "a.example.com", inspected: true }] }),
    "firewall.allowedHosts[0].inspected",
    /with which authority/,
    /Add firewall\.tlsInspection/,
  ],
  [
    "inspection in the Standard tier",
    firewall({ tier: "Standard", tlsInspection }),
    "firewall.tlsInspection",
    /Standard firewall does not open TLS/,
    /Premium/,
  ],
  [
    "exceptions from intrusion detection in the Standard tier",
    firewall({ tier: "Standard", intrusionDetection: { bypass: [bypass] } }),
    "firewall.intrusionDetection",
    /no intrusion detection/,
    /Premium/,
  ],
  [
    "a signature twice",
    firewall({
      intrusionDetection: {
        signatures: [
          { id: 1, mode: "Off" },
          { id: 1, mode: "Alert" },
        ],
      },
    }),
    "firewall.intrusionDetection.signatures",
    /listed twice/,
    /Correct/,
  ],
  [
    "a way in that nobody may use",
    ingress({ type: "firewall" }),
    "ingress.allowedSources",
    /Nobody may use/,
    /List the ranges/,
  ],
  [
    "a way in for private addresses at a public one",
    ingress({ type: "publicLoadBalancer", allowedSources: ["10.0.0.0/8"] }),
    "ingress.allowedSources[0]",
    /private, and requests arrive at a public address/,
    /public address/,
  ],
  [
    "sources of no way in",
    ingress({ allowedSources: ["198.51.100.0/24"] }),
    "ingress.allowedSources",
    /no further way in/,
    /Set type/,
  ],
  [
    "an application gateway that is not asked for",
    ingress({ type: "firewall", allowedSources: ["198.51.100.7"], applicationGateway: {} }),
    "ingress.applicationGateway",
    /type is firewall/,
    /Remove it/,
  ],
  [
    "crossed instances of an application gateway",
    ingress({ type: "applicationGateway", applicationGateway: { minInstances: 5, maxInstances: 4 } }),
    "ingress.applicationGateway.minInstances",
    /5 is above maxInstances 4/,
    /Lower minInstances/,
  ],
  [
    "an application gateway before a gateway without encryption",
    ingress({ type: "applicationGateway" }) + section("gateway", { protocol: "http" }),
    "gateway.protocol",
    /speaks HTTPS/,
    /Set it to https/,
  ],
  [
    "an application gateway without a certificate in the vault",
    ingress({ type: "applicationGateway" }) +
      section("certificate", {
        issuer: "acme",
        acme: {
          email: "platform@example.com",
          dnsZoneId: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/dnsZones/example.com",
        },
      }) +
      section("edge", { originHostName: "eastus.example.com" }),
    "certificate.issuer",
    /cert-manager puts none/,
    /Set it to imported/,
  ],
];

describe("egress and ingress in a stamp's file", () => {
  for (const [title, more, key, problem, remedy] of rows) {
    it(`refuses ${title}`, () => {
      const error = refusal(loading(more));
      expect(error.file).to.equal(file);
      expect(error.key).to.equal(key);
      expect(error.problem).to.match(problem);
      expect(error.remedy).to.match(remedy);
    });
  }

  it("refuses a way in through a firewall that a hub has", () => {
    const files = {
      ...goodFiles,
      [file]: `config:\n  bulkhead:location: eastus\n${inHub}${ingress({ type: "firewall", allowedSources: ["198.51.100.7"] })}`,
    };
    const error = refusal(() => withFiles(files, (root) => loadEnvironment(root, undefined)));
    expect(error.key).to.equal("ingress.type");
    expect(error.problem).to.match(/network\.hub is in its place/);
  });

  it("counts no SNAT ports of a firewall that a hub has", () => {
    const files = {
      ...goodFiles,
      [file]: `config:\n  bulkhead:location: eastus\n${inHub}${firewall({ publicIpCount: 1 })}`,
    };
    withFiles(files, (root) => loadEnvironment(root, undefined));
  });

  it("takes more instances for fewer addresses", () => {
    loading(firewall({ publicIpCount: 1, autoscale: { minCapacity: 4, maxCapacity: 10 } }))();
  });

  it("takes exceptions, an authority and hosts of every kind", () => {
    loading(
      firewall({
        tlsInspection,
        intrusionDetection: { bypass: [bypass], signatures: [{ id: 1, mode: "Off" }] },
        allowedHosts: [
          "api.example.com",
          { host: "*.cdn.example.com", reason: "Pictures." },
          { host: "smtp.example.com", protocol: "Tcp", port: 587 },
          { host: "pay.example.com", inspected: true },
        ],
      }) + ingress({ type: "firewall", allowedSources: ["0.0.0.0/0"] }),
    )();
  });
});

describe("the firewalls' common policy in the global file", () => {
  it("refuses hosts that no stamp may list either", () => {
    const error = refusal(loadingGlobal(section("firewallPolicy", { allowedHosts: ["*.azure.com"] })));
    expect(error.file).to.equal("Pulumi.global.yaml");
    expect(error.key).to.equal("firewallPolicy.allowedHosts[0]");
    expect(error.remedy).to.match(/Name the hosts/);
  });

  it("refuses a port that is none and an address that is none", () => {
    const port = refusal(loadingGlobal(section("firewallPolicy", { deniedPorts: [0] })));
    expect(port.key).to.equal("firewallPolicy.deniedPorts[0]");
    const address = refusal(loadingGlobal(section("firewallPolicy", { deniedAddresses: ["here"] })));
    expect(address.key).to.equal("firewallPolicy.deniedAddresses[0]");
    expect(address.problem).to.match(/not an IPv4 address or range/);
  });
});
