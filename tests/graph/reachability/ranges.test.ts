import { expect } from "chai";
import { formatAddress } from "../../../graph/reachability/address.ts";
import { ask } from "../../../graph/reachability/ask.ts";
import { addressEnds } from "../../../graph/reachability/names.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import {
  Sketch,
  addresses,
  collection,
  deployment,
  ids,
  networkPolicy,
  rule,
  service,
  toFirewall,
} from "../support/sketch.ts";

const network = (): Sketch => new Sketch().network("n", "10.1.0.0/16");

describe("an address or a range in a question", () => {
  const found = (sketch: Sketch, text: string) => addressEnds(worldOf(sketch.graph()), text);
  /** The first address of each part of a range. */
  const parts = (sketch: Sketch, text: string): string[] =>
    (found(sketch, text) ?? expect.fail(`${text} is no range`)).map(({ address }) =>
      formatAddress(address ?? expect.fail("a part has an address")),
    );

  it("is nothing else", () => {
    for (const text of ["", "internet", "nodes", "10.1.0.4.example.com", "10.1.0.5/24"])
      expect(found(network(), text), text).to.equal(undefined);
  });

  it("is called what was asked, and lies in the subnet that holds it", () => {
    const sketch = network()
      .subnet("n", "a", "10.1.0.0/24")
      .subnet("n", "b", "10.1.1.0/24", { more: { addressPrefixes: ["10.1.7.0/24"] } });
    const lies = (text: string) =>
      found(sketch, text)?.map(({ label, subnet }) => `${label} ${subnet?.name ?? "outside"}`);
    expect(lies("10.1.0.4")).to.deep.equal(["10.1.0.4 a"]);
    expect(lies("10.1.1.255")).to.deep.equal(["10.1.1.255 b"]);
    expect(lies("10.1.7.0")).to.deep.equal(["10.1.7.0 b"]);
    expect(lies("10.1.2.0")).to.deep.equal(["10.1.2.0 outside"]);
    expect(lies("10.1.1.0-10.1.2.9")).to.deep.equal(["10.1.1.0-10.1.2.9 b", "10.1.1.0-10.1.2.9 outside"]);
  });

  it("is one part where nothing tells its addresses apart", () => {
    expect(parts(network().subnet("n", "a", "10.1.0.0/24"), "10.1.0.0/24")).to.deep.equal(["10.1.0.0"]);
  });

  const asunder: readonly (readonly [
    what: string,
    sketch: () => Sketch,
    text: string,
    expected: string[],
  ])[] = [
    [
      "subnets",
      () => network().subnet("n", "a", "10.1.1.0/24"),
      "10.1.0.0/22",
      ["10.1.0.0", "10.1.1.0", "10.1.2.0"],
    ],
    [
      "the address space of a network",
      network,
      "10.0.255.0-10.2.0.9",
      ["10.0.255.0", "10.1.0.0", "10.2.0.0"],
    ],
    [
      "private ranges, which no route of the Internet leads to",
      network,
      "10.255.255.0-11.0.0.255",
      ["10.255.255.0", "11.0.0.0"],
    ],
    [
      "the platform's own address",
      network,
      "168.63.129.0/24",
      ["168.63.129.0", "168.63.129.16", "168.63.129.17"],
    ],
    [
      "the metadata service",
      network,
      "169.254.169.0/24",
      ["169.254.169.0", "169.254.169.254", "169.254.169.255"],
    ],
    [
      "sources and destinations of security rules",
      () =>
        network().subnet("n", "a", "10.1.0.0/24", {
          rules: [
            rule({ priority: 100, from: "198.51.100.64/26" }),
            rule({ priority: 101, to: "198.51.100.8" }),
          ],
        }),
      "198.51.100.0/24",
      ["198.51.100.0", "198.51.100.8", "198.51.100.9", "198.51.100.64", "198.51.100.128"],
    ],
    [
      "rules on a network card",
      () =>
        network()
          .subnet("n", "a", "10.1.0.0/24")
          .add("network:NetworkSecurityGroup", "nsg-card", ids.group("card"), {
            securityRules: [rule({ priority: 100, to: "198.51.100.128/25" })],
          })
          .add("network:NetworkInterface", "nic", "/nic", {
            networkSecurityGroup: { id: ids.group("card") },
            ipConfigurations: [{ subnet: { id: ids.subnet("n", "a") } }],
          }),
      "198.51.100.0/24",
      ["198.51.100.0", "198.51.100.128"],
    ],
    [
      "routes, but for those of service tags",
      () =>
        network().subnet("n", "a", "10.1.0.0/24", {
          routes: [
            { name: "one", addressPrefix: "198.51.100.128/25", nextHopType: "None" },
            { name: "tag", addressPrefix: "Storage", nextHopType: "Internet" },
          ],
        }),
      "198.51.100.0/24",
      ["198.51.100.0", "198.51.100.128"],
    ],
    [
      "destinations and sources of firewall rules",
      () =>
        network().firewall("n", "10.1.9.0/26", [
          collection(
            "one",
            addresses("198.51.100.128/25", ["443"], { sourceAddresses: ["198.51.100.0/26"] }),
          ),
        ]),
      "198.51.100.0/24",
      ["198.51.100.0", "198.51.100.64", "198.51.100.128"],
    ],
    [
      "ranges from an address to another, as firewall rules have them",
      () =>
        network().firewall("n", "10.1.9.0/26", [collection("one", addresses("198.51.100.7-198.51.100.9"))]),
      "198.51.100.0/24",
      ["198.51.100.0", "198.51.100.7", "198.51.100.10"],
    ],
    [
      "ranges that a firewall does not translate",
      () =>
        network().firewall("n", "10.1.9.0/26", [], {
          policy: { snat: { privateRanges: ["IANAPrivateRanges", "198.51.100.128/25"] } },
        }),
      "198.51.100.0/24",
      ["198.51.100.0", "198.51.100.128"],
    ],
    [
      "what a firewall translates to, and the firewall itself",
      () =>
        network().firewall("n", "10.1.9.0/26", [
          {
            name: "in",
            priority: 100,
            action: { type: "DNAT" },
            rules: [
              {
                name: "in",
                ruleType: "NatRule",
                ipProtocols: ["TCP"],
                sourceAddresses: ["*"],
                destinationAddresses: ["203.0.113.4"],
                destinationPorts: ["443"],
                translatedAddress: "10.1.9.32",
                translatedPort: "443",
              },
            ],
          },
        ]),
      "10.1.9.0/26",
      ["10.1.9.0", "10.1.9.4", "10.1.9.5", "10.1.9.32", "10.1.9.33"],
    ],
    [
      "private endpoints",
      () =>
        network()
          .subnet("n", "a", "10.1.0.0/24")
          .endpoint("n", "a", "pe", { id: ids.vault("kv"), group: "vault" }, { address: "10.1.0.7" }),
      "10.1.0.0/24",
      ["10.1.0.0", "10.1.0.7", "10.1.0.8"],
    ],
    [
      "pods",
      () =>
        network()
          .subnet("n", "a", "10.1.0.0/24")
          .cluster("n", "a", [], {
            networkProfile: { networkPluginMode: "overlay", podCidr: "10.244.0.0/17" },
          }),
      "10.244.0.0/16",
      ["10.244.0.0", "10.244.128.0"],
    ],
    [
      "an API server and load balancers",
      () =>
        network()
          .subnet("n", "a", "10.1.0.0/24")
          .cluster("n", "a", [service("web", "a", { type: "LoadBalancer", loadBalancerIP: "10.1.0.99" })]),
      "10.1.0.0/24",
      ["10.1.0.0", "10.1.0.4", "10.1.0.5", "10.1.0.99", "10.1.0.100"],
    ],
    [
      "address blocks of network policies, and what they leave out",
      () =>
        network()
          .subnet("n", "a", "10.1.0.0/24")
          .cluster("n", "a", [
            networkPolicy("out", {
              egress: [{ to: [{ ipBlock: { cidr: "198.51.100.128/25", except: ["198.51.100.192/26"] } }] }],
            }),
            networkPolicy("in", {
              ingress: [{ from: [{ ipBlock: { cidr: "198.51.100.0/26", except: ["198.51.100.0/27"] } }] }],
            }),
          ]),
      "198.51.100.0/24",
      ["198.51.100.0", "198.51.100.32", "198.51.100.64", "198.51.100.128", "198.51.100.192"],
    ],
  ];
  for (const [what, sketch, text, expected] of asunder)
    it(`falls into parts by ${what}`, () => {
      expect(parts(sketch(), text)).to.deep.equal(expected);
    });

  it("is not called denied where a part of it is let through", () => {
    const shut = network().subnet("n", "a", "10.1.0.0/24", { routes: [toFirewall] });
    const allowed = shut.firewall("n", "10.1.9.0/26", [collection("one", addresses("11.0.0.0/8"))]).graph();
    const reply = ask(allowed, { from: "10.1.0.9", to: "10.255.0.0-11.0.0.9", stack: "s" });
    expect([reply.allowed, reply.denied]).to.deep.equal([false, false]);
    // Without rules that name it, too: a private range is dropped and what follows is the Internet.
    const open = network().subnet("n", "a", "10.1.0.0/24").graph();
    const beyond = ask(open, { from: "10.1.0.9", to: "10.255.0.0-11.0.0.9", stack: "s" });
    expect(beyond.flows.map(({ verdict }) => verdict.allowed)).to.deep.equal([false, true]);
  });

  it("is judged by the address blocks of a pod's policies part by part", () => {
    const graph = network()
      .subnet("n", "a", "10.1.0.0/24")
      .cluster("n", "a", [
        deployment("a", 8080),
        networkPolicy("out", {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [{ to: [{ ipBlock: { cidr: "198.51.100.128/25" } }] }],
        }),
      ])
      .graph();
    const reply = ask(graph, { stack: "s", from: "pod:a", to: "198.51.100.0/24" });
    expect(reply.flows.map(({ verdict }) => verdict.allowed)).to.deep.equal([false, true]);
  });
});
