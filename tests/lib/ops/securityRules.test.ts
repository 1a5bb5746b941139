import { expect } from "chai";
import { contains, parseCidr } from "../../../lib/cidr.ts";
import { opsSecurityRules, type GuardedOpsSubnet } from "../../../lib/nsg/opsRules.ts";
import type { SecurityRule } from "../../../lib/nsg/types.ts";
import { planOpsAddresses } from "../../../lib/ops/addressPlan.ts";

const plan = planOpsAddresses({ addressSpace: "10.8.0.0/22", agents: 6, firewall: true });
const rules = opsSecurityRules({ plan, egressPorts: { jumpBoxes: [80, 443], agents: [80, 443] } });
const internet = "198.51.100.7";
const bastion = "10.8.1.130";
const jumpBox = "10.8.1.100";
const agent = "10.8.0.5";
const endpoint = "10.8.2.9";

/** What Azure's tags stand for here: under a 0.0.0.0/0 route VirtualNetwork covers everything. */
function covers(prefix: string, address: string): boolean {
  if (prefix === "*" || prefix === "VirtualNetwork") return true;
  if (prefix === "Internet") return !contains(parseCidr("10.0.0.0/8"), parseCidr(`${address}/32`));
  if (!/^\d/.test(prefix)) return false;
  return contains(parseCidr(prefix.includes("/") ? prefix : `${prefix}/32`), parseCidr(`${address}/32`));
}

function decision(
  subnet: GuardedOpsSubnet,
  direction: SecurityRule["direction"],
  from: string,
  to: string,
  port: number,
): string {
  const match = [...(rules[subnet] ?? [])]
    .filter((rule) => rule.direction === direction)
    .sort((a, b) => a.priority - b.priority)
    .find(
      (rule) =>
        ["*", "Tcp"].includes(rule.protocol) &&
        ["*", String(port)].includes(rule.destinationPortRange) &&
        covers(rule.sourceAddressPrefix ?? "", from) &&
        covers(rule.destinationAddressPrefix ?? "", to),
    );
  return match?.access ?? "none";
}

describe("security rules of an operations network", () => {
  it("let SSH to jump boxes in from Bastion only", () => {
    expect(decision("jumpBoxes", "Inbound", bastion, jumpBox, 22)).to.equal("Allow");
    for (const from of [internet, agent, endpoint, "10.10.0.4", "10.8.1.110"])
      expect(decision("jumpBoxes", "Inbound", from, jumpBox, 22), from).to.equal("Deny");
    expect(decision("jumpBoxes", "Inbound", bastion, jumpBox, 3389)).to.equal("Deny");
    expect(decision("bastion", "Outbound", bastion, jumpBox, 22)).to.equal("Allow");
  });

  it("let nobody in to agents", () => {
    for (const from of [internet, bastion, jumpBox, "10.10.0.4"])
      for (const port of [22, 443]) expect(decision("agents", "Inbound", from, agent, port)).to.equal("Deny");
  });

  it("let private endpoints be reached from jump boxes and agents only, by HTTPS only", () => {
    for (const from of [jumpBox, agent]) {
      const own: GuardedOpsSubnet = from === agent ? "agents" : "jumpBoxes";
      expect(decision(own, "Outbound", from, endpoint, 443)).to.equal("Allow");
      expect(decision("privateEndpoints", "Inbound", from, endpoint, 443)).to.equal("Allow");
      expect(decision("privateEndpoints", "Inbound", from, endpoint, 22)).to.equal("Deny");
    }
    for (const from of [bastion, internet, "10.10.0.4"])
      expect(decision("privateEndpoints", "Inbound", from, endpoint, 443)).to.equal("Deny");
    expect(decision("privateEndpoints", "Outbound", endpoint, jumpBox, 443)).to.equal("Deny");
  });

  it("let jump boxes and agents out on the ports of the catalogue, and to the firewall for names", () => {
    const { firewallPrivateIp = "" } = plan;
    for (const [subnet, from] of [
      ["jumpBoxes", jumpBox],
      ["agents", agent],
    ] as const) {
      expect(decision(subnet, "Outbound", from, internet, 443)).to.equal("Allow");
      expect(decision(subnet, "Outbound", from, internet, 22)).to.equal("Deny");
      expect(decision(subnet, "Outbound", from, firewallPrivateIp, 53)).to.equal("Allow");
      expect(decision(subnet, "Outbound", from, "10.10.0.4", 22)).to.equal("Deny");
    }
    expect(decision("jumpBoxes", "Outbound", jumpBox, agent, 22)).to.equal("Deny");
  });

  it("end each direction with a deny of everything", () => {
    for (const [subnet, list] of Object.entries(rules))
      for (const direction of ["Inbound", "Outbound"])
        expect(
          list.find((rule) => rule.name === `deny-all-${direction.toLowerCase()}`)?.priority,
          `${subnet} ${direction}`,
        ).to.equal(4096);
  });

  it("have no group for agents where there are none", () => {
    const none = planOpsAddresses({ addressSpace: "10.8.0.0/22", agents: 0, firewall: false });
    const without = opsSecurityRules({ plan: none, egressPorts: { jumpBoxes: [443], agents: [] } });
    expect(without).to.not.have.property("agents");
    // Azure's own name server is not filtered by security groups.
    expect(without.jumpBoxes?.some((rule) => rule.destinationPortRange === "53")).to.equal(false);
  });
});
