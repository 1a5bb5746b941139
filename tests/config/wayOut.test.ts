import { expect } from "chai";
import { loadContext } from "../../config/load.ts";
import { wayOut } from "../../config/wayOut.ts";
import { addressPlanRequest } from "../../config/networks.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { parseStackName } from "../../config/stackName.ts";
import { planAddresses } from "../../lib/addressPlan.ts";
import { goodFiles, refusal, withFiles } from "./support.ts";

const hubId = (name: string): string =>
  `/subscriptions/8d2f6a3e-1c49-5b77-9a10-4e5d6f708192/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/${name}`;

/** A stamp's file with these lines below its network, and more keys behind it. */
function file(region: string, space: string, network: string, more = ""): string {
  const lines = network.split("\n").map((text) => (text === "" ? "" : `    ${text}\n`));
  return [
    "config:\n",
    `  bulkhead:location: ${region}\n`,
    "  bulkhead:network:\n",
    `    addressSpace: ${space}\n`,
    ...lines,
    more,
  ].join("");
}

const eastus = (network: string, more = "") => ({
  "Pulumi.stamp-eastus.yaml": file("eastus", "10.10.0.0/20", network, more),
});
const hub = (more = "", id = hubId("vnet-hub")) =>
  `hub:\n  virtualNetworkId: ${id}\n  nextHopIp: 10.0.0.4\n${more}`;

function load(changes: Record<string, string>) {
  return withFiles({ ...goodFiles, ...changes }, (root) => {
    const stack = parseStackName("stamp-eastus");
    const own = readStackFiles(root, undefined).find(({ stack: { text } }) => text === "stamp-eastus");
    const context = loadContext(root, stack, own?.values ?? {});
    if (context.kind !== "stamp") throw new Error("It is not a stamp.");
    return context.config;
  });
}

const refuses = (changes: Record<string, string>, message: string): void => {
  expect(refusal(() => load(changes)).message).to.equal(`Pulumi.stamp-eastus.yaml: ${message}`);
};

function out(changes: Record<string, string>) {
  const config = load(changes);
  return wayOut(config, planAddresses(addressPlanRequest(config, 2)));
}

describe("the way out of a stamp", () => {
  it("is its own firewall, unless something else is said", () => {
    expect(out({})).to.deep.equal({
      kind: "firewall",
      nextHopIp: "10.10.15.68",
      nameServers: ["10.10.15.68"],
    });
  });

  it("is the hub's firewall, which answers for names unless other name servers are given", () => {
    expect(out(eastus(hub()))).to.deep.equal({
      kind: "hub",
      nextHopIp: "10.0.0.4",
      nameServers: ["10.0.0.4"],
    });
    expect(out(eastus(hub("  dnsServers: [10.0.1.4, 10.0.1.5]"))).nameServers).to.deep.equal([
      "10.0.1.4",
      "10.0.1.5",
    ]);
    expect(out(eastus(hub("  dnsServers: []"))).nameServers).to.deep.equal([]);
  });

  it("is an appliance in the stamp's network, beside Azure's own name server unless others are given", () => {
    expect(out(eastus("appliance:\n  nextHopIp: 10.10.15.70"))).to.deep.equal({
      kind: "appliance",
      nextHopIp: "10.10.15.70",
      nameServers: [],
    });
    expect(
      out(eastus("appliance:\n  nextHopIp: 10.10.15.70\n  dnsServers: [10.10.15.70]")).nameServers,
    ).to.deep.equal(["10.10.15.70"]);
  });

  it("cannot be a hub and an appliance", () => {
    refuses(
      eastus(`${hub()}appliance:\n  nextHopIp: 10.10.15.70`),
      "network.appliance: There is a hub as well, and only one of them can be the way out. Remove network.hub or network.appliance.",
    );
  });

  it("needs an address that is one", () => {
    refuses(
      eastus("appliance:\n  nextHopIp: 10.10.15"),
      'network.appliance.nextHopIp: "10.10.15" is not an IPv4 address such as 10.0.0.4. Correct the address.',
    );
    refuses(
      eastus("appliance:\n  nextHopIp: 8.8.8.8"),
      "network.appliance.nextHopIp: 8.8.8.8 is a public address. Choose an address inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10.",
    );
  });

  it("is an appliance only where the appliance's subnet can give the address", () => {
    const remedy =
      "is not an address that snet-appliance (10.10.15.64/26) can give. Choose one from 10.10.15.68 to 10.10.15.126.";
    for (const address of ["10.10.15.67", "10.10.15.127", "10.10.1.4", "10.11.0.4"]) {
      refuses(
        eastus(`appliance:\n  nextHopIp: ${address}`),
        `network.appliance.nextHopIp: ${address} ${remedy}`,
      );
    }
  });

  it("is a hub only outside of the stamp", () => {
    refuses(
      eastus(`hub:\n  virtualNetworkId: ${hubId("vnet-hub")}\n  nextHopIp: 10.10.15.70`),
      "network.hub.nextHopIp: 10.10.15.70 lies in the stamp's own address space 10.10.0.0/20. Write the address of the hub's firewall, or network.appliance for one inside the stamp.",
    );
    refuses(
      eastus("hub:\n  virtualNetworkId: vnet-hub\n  nextHopIp: 10.0.0.4"),
      "network.hub.virtualNetworkId: This is not the ARM id of a virtual network. Correct the value.",
    );
  });

  it("lies outside of the ranges of pods and services", () => {
    refuses(
      eastus(`hub:\n  virtualNetworkId: ${hubId("vnet-hub")}\n  nextHopIp: 192.168.4.4`),
      "network.hub.nextHopIp: 192.168.4.4 lies in cluster.podCidr 192.168.0.0/16, so the cluster would never send there. Choose another cluster.podCidr.",
    );
    refuses(
      eastus(hub("  dnsServers: [172.16.0.10]")),
      "network.hub.dnsServers: 172.16.0.10 lies in cluster.serviceCidr 172.16.0.0/16, so the cluster would never send there. Choose another cluster.serviceCidr.",
    );
    refuses(
      eastus(hub("  operationsRanges: [192.168.7.0/24]")),
      "network.hub.operationsRanges: 192.168.7.0/24 lies in cluster.podCidr 192.168.0.0/16, so the cluster would never send there. Choose another cluster.podCidr.",
    );
  });

  it("has its operators outside of the stamp", () => {
    refuses(
      eastus(hub("  operationsRanges: [10.10.3.0/24]")),
      "network.hub.operationsRanges: 10.10.3.0/24 overlaps the stamp's own address space 10.10.0.0/20. List ranges behind the hub only.",
    );
  });

  it("is a hub that takes the zones of one stamp only", () => {
    const west = (more: string, id = hubId("VNET-HUB")) => ({
      "Pulumi.stamp-westeurope.yaml": file("westeurope", "10.10.16.0/20", hub(more, id)),
    });
    refuses(
      { ...eastus(hub()), ...west("") },
      "network.hub.linkZones: Pulumi.stamp-westeurope.yaml links zones of the same names to the same hub, which takes one of each. Set linkZones to false in one of them and let the hub's name server ask that stamp another way.",
    );
    expect(out({ ...eastus(hub()), ...west("  linkZones: false") }).kind).to.equal("hub");
    expect(out({ ...eastus(hub("  linkZones: false")), ...west("") }).kind).to.equal("hub");
    expect(out({ ...eastus(hub()), ...west("", hubId("vnet-west")) }).kind).to.equal("hub");
  });

  it("is not left to groups that nodes of their own making would not join", () => {
    refuses(
      eastus(
        "applicationSecurityGroups: true",
        "  bulkhead:cluster: { features: { nodeProvisioning: true }, systemPool: { maxCount: 3 }, userPools: [{ name: workload, minCount: 3, maxCount: 3 }] }\n",
      ),
      "network.applicationSecurityGroups: Nodes of cluster.features.nodeProvisioning join no application security group. Turn one of the two off.",
    );
  });
});

describe("pods with addresses of the stamp", () => {
  const pods = (cluster: string, space = "10.10.0.0/16") => ({
    "Pulumi.stamp-eastus.yaml": file("eastus", space, "", `  bulkhead:cluster: ${cluster}\n`),
    "Pulumi.stamp-westeurope.yaml": file("westeurope", "172.20.0.0/20", ""),
  });

  it("get a subnet that holds them all, and their overlay range is of no matter", () => {
    const config = load(pods("{ podNetwork: podSubnet, podCidr: 10.10.0.0/18 }"));
    const { subnets } = planAddresses(addressPlanRequest(config, 2));
    // 8 and 27 nodes at most, twice, 128 addresses each: 8,960.
    expect(subnets.pods).to.equal("10.10.128.0/18");
  });

  it("need a space that holds the subnet", () => {
    refuses(
      pods("{ podNetwork: podSubnet }", "10.10.0.0/20"),
      "network.addressSpace: 10.10.0.0/20 is too small for the subnets of the stamp. Make it a /16 or larger.",
    );
  });

  it("are no more than Azure puts into one subnet", () => {
    refuses(
      pods(
        "{ podNetwork: podSubnet, userPools: [{ name: workload, maxCount: 1000, minCount: 3 }] }\n  bulkhead:firewall: { publicIpCount: 100 }",
        "10.0.0.0/8",
      ),
      "cluster.podNetwork: The pods could need 342528 addresses, and a pod subnet is at most a /16. Lower maxCount or maxPods of the pools, or set podNetwork to overlay.",
    );
  });
});
