import { expect } from "chai";
import { planAddresses, type AddressPlanRequest } from "../../../lib/addressPlan.ts";
import { contains, parseCidr } from "../../../lib/cidr.ts";
import { privateEndpointPorts } from "../../../lib/nsg/privateEndpointPorts.ts";
import { stampSecurityRules, type StampFlows } from "../../../lib/nsg/stampRules.ts";
import type { SecurityRule } from "../../../lib/nsg/types.ts";

const request: AddressPlanRequest = {
  addressSpace: "10.10.0.0/16",
  systemNodes: 6,
  userNodes: 20,
  privateEndpointAddresses: 9,
  wayOut: "firewall",
};

function flowsOf(plan: Partial<AddressPlanRequest> = {}, changes: Partial<StampFlows> = {}): StampFlows {
  const addresses = planAddresses({ ...request, ...plan });
  return {
    plan: addresses,
    podCidr: "192.168.0.0/16",
    originPort: 443,
    privateEndpointPorts: [443],
    egressPorts: [{ protocol: "Tcp", port: 443 }],
    nameServers: addresses.firewallPrivateIp === undefined ? [] : [addresses.firewallPrivateIp],
    operationsRanges: [],
    applicationSecurityGroups: false,
    ...changes,
  };
}

const end = (
  prefix: string | undefined,
  prefixes: readonly string[] | undefined,
  group: string | undefined,
): string => prefix ?? prefixes?.join() ?? `{${group ?? "nobody"}}`;

/** "100 Inbound Allow Tcp 10.0.0.0/8 -> 10.1.0.0/16:443"; groups stand in braces. */
function line(rule: SecurityRule): string {
  const from = end(rule.sourceAddressPrefix, rule.sourceAddressPrefixes, rule.sourceApplicationSecurityGroup);
  const to = end(
    rule.destinationAddressPrefix,
    rule.destinationAddressPrefixes,
    rule.destinationApplicationSecurityGroup,
  );
  return `${rule.priority} ${rule.direction} ${rule.access} ${rule.protocol} ${from} -> ${to}:${rule.destinationPortRange}`;
}

const lines = (rules: readonly SecurityRule[] | undefined): string[] => (rules ?? []).map(line);
const denyIn = "4096 Inbound Deny * * -> *:*";
const denyOut = "4096 Outbound Deny * * -> *:*";

const variants: readonly (readonly [name: string, flows: StampFlows])[] = [
  ["the usual stamp", flowsOf()],
  ["pods with a subnet", flowsOf({ podAddresses: 4000 })],
  ["an API server with a subnet", flowsOf({ apiServer: true })],
  ["an application gateway", flowsOf({ appGateway: true })],
  [
    "a hub",
    flowsOf({ wayOut: "hub" }, { nameServers: ["10.0.0.4", "10.0.0.5"], operationsRanges: ["10.1.0.0/24"] }),
  ],
  ["an appliance", flowsOf({ wayOut: "appliance" }, { nameServers: ["10.10.255.68"] })],
  [
    "everything at once",
    flowsOf(
      { podAddresses: 4000, apiServer: true, appGateway: true, wayOut: "hub" },
      {
        nameServers: ["10.0.0.4"],
        operationsRanges: ["10.1.0.0/24", "10.2.0.0/24"],
        applicationSecurityGroups: true,
        privateEndpointPorts: [443, 5671],
        egressPorts: [
          { protocol: "Tcp", port: 80 },
          { protocol: "Tcp", port: 443 },
          { protocol: "Udp", port: 123 },
        ],
        extra: {
          ingress: {
            inbound: [
              {
                name: "allow-more",
                description: "More.",
                protocol: "Tcp",
                from: "10.3.0.0/24",
                to: "*",
                port: "443",
              },
            ],
          },
        },
      },
    ),
  ],
];

describe("security rules of a stamp", () => {
  const usual = flowsOf();
  const { plan } = usual;
  const rules = stampSecurityRules(usual);
  const nodes = [plan.subnets.systemNodes, plan.subnets.userNodes].join();
  const cluster = `${nodes},192.168.0.0/16`;

  it("lets nodes do what AKS needs, and nothing else", () => {
    const expected = [
      `100 Inbound Allow * ${cluster} -> ${cluster}:*`,
      `110 Inbound Allow Tcp ${plan.subnets.privateLink} -> ${plan.subnets.ingress}:443`,
      `120 Inbound Allow Tcp AzureLoadBalancer -> ${nodes}:*`,
      denyIn,
      `100 Outbound Allow * ${cluster} -> ${cluster}:*`,
      `110 Outbound Allow Tcp ${nodes} -> ${plan.subnets.privateEndpoints}:443`,
      `120 Outbound Allow Udp ${nodes} -> ${plan.firewallPrivateIp}:53`,
      `130 Outbound Allow Tcp ${nodes} -> ${plan.firewallPrivateIp}:53`,
      `140 Outbound Allow Tcp ${nodes} -> Internet:443`,
      denyOut,
    ];
    expect(lines(rules.systemNodes)).to.deep.equal(expected);
    expect(lines(rules.userNodes)).to.deep.equal(expected);
  });

  it("lets private endpoints be called by nodes, and call nobody", () => {
    expect(lines(rules.privateEndpoints)).to.deep.equal([
      `100 Inbound Allow Tcp ${nodes} -> ${plan.subnets.privateEndpoints}:443`,
      denyIn,
      denyOut,
    ]);
  });

  it("lets the private link service reach the load balancer, and the load balancer nothing", () => {
    const toLoadBalancer = `Allow Tcp ${plan.subnets.privateLink} -> ${plan.subnets.ingress}:443`;
    expect(lines(rules.privateLink)).to.deep.equal([denyIn, `100 Outbound ${toLoadBalancer}`, denyOut]);
    expect(lines(rules.ingress)).to.deep.equal([`100 Inbound ${toLoadBalancer}`, denyIn, denyOut]);
  });

  it("has rules for the subnets of the plan and for no others", () => {
    for (const [name, flows] of variants) {
      const guarded = Object.keys(flows.plan.subnets).filter((role) => role !== "firewall");
      expect(Object.keys(stampSecurityRules(flows)), name).to.have.members(guarded);
    }
  });

  it("names the pods' subnet in place of the overlay, and lets pods out as it does nodes", () => {
    const flows = flowsOf({ podAddresses: 4000 });
    const { pods, systemNodes, userNodes, privateEndpoints } = flows.plan.subnets;
    const all = `${systemNodes},${userNodes},${pods}`;
    const made = stampSecurityRules(flows);
    expect(JSON.stringify(made)).to.not.contain("192.168.0.0/16");
    expect(lines(made.pods)).to.deep.equal([
      `100 Inbound Allow * ${all} -> ${all}:*`,
      denyIn,
      `100 Outbound Allow * ${all} -> ${all}:*`,
      `110 Outbound Allow Tcp ${pods} -> ${privateEndpoints}:443`,
      `120 Outbound Allow Udp ${pods} -> ${flows.plan.firewallPrivateIp}:53`,
      `130 Outbound Allow Tcp ${pods} -> ${flows.plan.firewallPrivateIp}:53`,
      `140 Outbound Allow Tcp ${pods} -> Internet:443`,
      denyOut,
    ]);
    expect(lines(made.privateEndpoints)[0]).to.contain(`${all} -> `);
  });

  it("lets nodes and their API server talk where it has a subnet", () => {
    const flows = flowsOf({ apiServer: true });
    const { apiServer } = flows.plan.subnets;
    const made = stampSecurityRules(flows);
    expect(lines(made.apiServer)).to.deep.equal([
      `100 Inbound Allow Tcp ${nodes} -> ${apiServer}:443`,
      `110 Inbound Allow Tcp ${nodes} -> ${apiServer}:4443`,
      `120 Inbound Allow Tcp AzureLoadBalancer -> ${apiServer}:9988`,
      `130 Inbound Allow * ${apiServer} -> ${apiServer}:*`,
      denyIn,
      `100 Outbound Allow Tcp ${apiServer} -> ${cluster}:*`,
      `110 Outbound Allow * ${apiServer} -> ${apiServer}:*`,
      denyOut,
    ]);
    expect(lines(made.systemNodes)).to.include.members([
      `120 Inbound Allow Tcp ${apiServer} -> ${nodes}:*`,
      `110 Outbound Allow Tcp ${nodes} -> ${apiServer}:443`,
      `120 Outbound Allow Tcp ${nodes} -> ${apiServer}:4443`,
    ]);
  });

  it("lets an application gateway work, and reach the load balancer and the vault", () => {
    const flows = flowsOf({ appGateway: true });
    const { appGateway, ingress, privateEndpoints } = flows.plan.subnets;
    const made = stampSecurityRules(flows);
    expect(lines(made.appGateway)).to.deep.equal([
      `100 Inbound Allow Tcp AzureFrontDoor.Backend -> ${appGateway}:443`,
      "110 Inbound Allow Tcp GatewayManager -> *:65200-65535",
      "120 Inbound Allow * AzureLoadBalancer -> *:*",
      denyIn,
      `100 Outbound Allow Tcp ${appGateway} -> ${ingress}:443`,
      `110 Outbound Allow Tcp ${appGateway} -> ${privateEndpoints}:443`,
      `120 Outbound Allow Udp ${appGateway} -> ${flows.plan.firewallPrivateIp}:53`,
      `130 Outbound Allow Tcp ${appGateway} -> ${flows.plan.firewallPrivateIp}:53`,
      `140 Outbound Allow * ${appGateway} -> Internet:*`,
      denyOut,
    ]);
    for (const role of ["ingress", "systemNodes", "userNodes"] as const)
      expect(
        lines(made[role]).some((text) => text.includes(`Tcp ${appGateway} -> ${ingress}:443`)),
        role,
      ).to.equal(true);
    expect(lines(made.privateEndpoints)).to.include(
      `110 Inbound Allow Tcp ${appGateway} -> ${privateEndpoints}:443`,
    );
  });

  it("lets operators behind a hub reach private endpoints and the API server, and nothing else", () => {
    const flows = flowsOf({ wayOut: "hub", apiServer: true }, { operationsRanges: ["10.1.0.0/24"] });
    const made = stampSecurityRules(flows);
    const reached = Object.entries(made).flatMap(([role, list]) =>
      list
        .filter((rule) => rule.sourceAddressPrefixes?.includes("10.1.0.0/24"))
        .map((rule) => [role, line(rule)]),
    );
    expect(reached.map(([role]) => role)).to.have.members(["privateEndpoints", "apiServer"]);
    for (const [, text] of reached) expect(text).to.match(/Inbound Allow Tcp .*:443$/);
    // Without name servers of one's own Azure answers, and no rule applies to that.
    expect(JSON.stringify(made)).to.not.contain('"53"');
  });

  it("lets an appliance take what nodes send and pass it on", () => {
    const flows = flowsOf({ wayOut: "appliance" }, { nameServers: ["10.10.255.68"] });
    const { appliance } = flows.plan.subnets;
    expect(lines(stampSecurityRules(flows).appliance)).to.deep.equal([
      `100 Inbound Allow Tcp ${nodes} -> Internet:443`,
      `110 Inbound Allow Udp ${nodes} -> 10.10.255.68:53`,
      `120 Inbound Allow Tcp ${nodes} -> 10.10.255.68:53`,
      denyIn,
      `100 Outbound Allow Tcp ${appliance},${nodes} -> Internet:443`,
      `110 Outbound Allow Udp ${appliance},${nodes} -> 10.10.255.68:53`,
      `120 Outbound Allow Tcp ${appliance},${nodes} -> 10.10.255.68:53`,
      denyOut,
    ]);
  });

  it("opens exactly the ports that the firewall has rules for", () => {
    const egressPorts = [
      { protocol: "Tcp", port: 80 },
      { protocol: "Udp", port: 123 },
    ] as const;
    const out = lines(stampSecurityRules(flowsOf({}, { egressPorts })).userNodes).filter((text) =>
      text.includes("-> Internet:"),
    );
    expect(out).to.deep.equal([
      `140 Outbound Allow Tcp ${nodes} -> Internet:80`,
      `150 Outbound Allow Udp ${nodes} -> Internet:123`,
    ]);
    expect(JSON.stringify(stampSecurityRules(flowsOf({}, { egressPorts: [] })))).to.not.contain("Internet");
  });

  it("names nodes and private endpoints by their groups, except for pods, which are in none", () => {
    const flows = flowsOf(
      { podAddresses: 4000 },
      { applicationSecurityGroups: true, privateEndpointPorts: [443, 5671] },
    );
    const made = stampSecurityRules(flows);
    const { pods, privateEndpoints } = flows.plan.subnets;
    expect(lines(made.userNodes).filter((text) => text.includes("{nodes}"))).to.deep.equal([
      "110 Outbound Allow Tcp {nodes} -> {privateEndpoints}:443",
      "120 Outbound Allow Tcp {nodes} -> {privateEndpoints}:5671",
      `130 Outbound Allow Udp {nodes} -> ${flows.plan.firewallPrivateIp}:53`,
      `140 Outbound Allow Tcp {nodes} -> ${flows.plan.firewallPrivateIp}:53`,
      "150 Outbound Allow Tcp {nodes} -> Internet:443",
    ]);
    expect(lines(made.privateEndpoints).slice(0, -2)).to.deep.equal([
      "100 Inbound Allow Tcp {nodes} -> {privateEndpoints}:443",
      "110 Inbound Allow Tcp {nodes} -> {privateEndpoints}:5671",
      `120 Inbound Allow Tcp ${pods} -> {privateEndpoints}:443`,
      `130 Inbound Allow Tcp ${pods} -> {privateEndpoints}:5671`,
    ]);
    const named = Object.values(made).flat().map(line).join("\n");
    expect(named).to.not.contain(privateEndpoints);
  });

  it("takes further flows of other parts of the program, above the deny", () => {
    const flow = {
      name: "allow-more",
      description: "More.",
      protocol: "Tcp",
      from: "10.3.0.0/24",
      to: "*",
      port: "443",
    } as const;
    const made = stampSecurityRules(
      flowsOf({}, { extra: { ingress: { inbound: [flow], outbound: [flow] } } }),
    );
    expect(lines(made.ingress).slice(1)).to.deep.equal([
      "110 Inbound Allow Tcp 10.3.0.0/24 -> *:443",
      denyIn,
      "100 Outbound Allow Tcp 10.3.0.0/24 -> *:443",
      denyOut,
    ]);
  });

  it("asks private endpoints for HTTPS, and event hubs for AMQP as well", () => {
    expect(privateEndpointPorts(["registry", "cosmos"])).to.deep.equal([443]);
    expect(privateEndpointPorts(["eventHubs", "registry"])).to.deep.equal([443, 5671]);
  });

  for (const [name, flows] of variants) {
    describe(`with ${name}`, () => {
      const groups = stampSecurityRules(flows);

      it("ends both directions of every group with a deny of everything", () => {
        for (const [role, group] of Object.entries(groups)) {
          for (const direction of ["Inbound", "Outbound"]) {
            const ordered = group
              .filter((rule) => rule.direction === direction)
              .toSorted((a, b) => a.priority - b.priority);
            expect(line(ordered.at(-1) ?? ordered[0]!), role).to.equal(`4096 ${direction} Deny * * -> *:*`);
            expect(
              ordered.slice(0, -1).every(({ access }) => access === "Allow"),
              role,
            ).to.equal(true);
          }
        }
      });

      it("keeps to ARM's rules", () => {
        for (const group of Object.values(groups)) {
          expect(new Set(group.map((rule) => rule.name)).size).to.equal(group.length);
          expect(new Set(group.map((rule) => `${rule.direction} ${rule.priority}`)).size).to.equal(
            group.length,
          );
          for (const rule of group) {
            expect(rule.priority).to.be.within(100, 4096);
            expect(rule.description.length, rule.name).to.be.within(1, 140);
            expect(rule.name).to.match(/^[a-z0-9-]{1,80}$/);
            const sources = [
              rule.sourceAddressPrefix,
              rule.sourceAddressPrefixes,
              rule.sourceApplicationSecurityGroup,
            ];
            const destinations = [
              rule.destinationAddressPrefix,
              rule.destinationAddressPrefixes,
              rule.destinationApplicationSecurityGroup,
            ];
            expect(
              sources.filter((value) => value !== undefined),
              rule.name,
            ).to.have.length(1);
            expect(
              destinations.filter((value) => value !== undefined),
              rule.name,
            ).to.have.length(1);
          }
        }
      });

      it("never relies on the tag VirtualNetwork, which a 0.0.0.0/0 route turns into everything", () => {
        expect(JSON.stringify(groups)).to.not.contain("VirtualNetwork");
      });

      it("lets nothing from outside the network into nodes but probes, and those of a load balancer only", () => {
        const space = parseCidr(flows.plan.addressSpace);
        const known = [...flows.operationsRanges, flows.podCidr, "AzureLoadBalancer"];
        for (const role of ["systemNodes", "userNodes", "pods", "privateEndpoints", "privateLink"] as const) {
          for (const rule of groups[role] ?? []) {
            if (rule.access === "Deny" || rule.direction === "Outbound") continue;
            const from = rule.sourceAddressPrefixes ?? [rule.sourceAddressPrefix ?? "nodes"];
            for (const range of from) {
              const inside = known.includes(range) || range === "nodes" || contains(space, parseCidr(range));
              expect(inside, `${role} ${line(rule)}`).to.equal(true);
            }
          }
        }
      });
    });
  }
});
