import { expect } from "chai";
import { opsSecurityRules, type OpsSecurityRules } from "../../../lib/nsg/opsRules.ts";
import type { SecurityRule } from "../../../lib/nsg/types.ts";
import type { OpsPlan } from "../../../lib/ops/addressPlan.ts";
import { allowing, description, otherwise } from "./support.ts";

const subnets = { bastion: "10.8.0.0/24", jumpBoxes: "10.8.1.0/24", privateEndpoints: "10.8.3.0/24" };
const withFirewall: OpsPlan = {
  addressSpace: "10.8.0.0/16",
  subnets: { ...subnets, agents: "10.8.2.0/24", firewall: "10.8.4.0/24" },
  firewallPrivateIp: "10.8.4.4",
};
const withoutFirewall: OpsPlan = { addressSpace: "10.8.0.0/16", subnets, firewallPrivateIp: undefined };

const made = (plan: OpsPlan): OpsSecurityRules =>
  opsSecurityRules({ plan, egressPorts: { jumpBoxes: [443], agents: [80, 443] } });
const group = (role: keyof OpsSecurityRules, plan = withFirewall): readonly SecurityRule[] =>
  made(plan)[role] ?? [];

describe("the security groups of an operations network", () => {
  it("are one for each subnet that takes one: none for the firewall, none for agents where there are none", () => {
    expect(Object.keys(made(withFirewall))).to.have.members([
      "bastion",
      "jumpBoxes",
      "agents",
      "privateEndpoints",
    ]);
    expect(Object.keys(made(withoutFirewall))).to.have.members(["bastion", "jumpBoxes", "privateEndpoints"]);
  });

  it("give Bastion all that Azure refuses a group without", () => {
    expect(
      otherwise(group("bastion"), "Inbound", {
        through: [
          "Tcp internet -> bastion:443",
          "Tcp gatewayManager -> bastion:443",
          "Tcp probe -> bastion:443",
          "Tcp otherBastion -> bastion:8080",
          "Tcp otherBastion -> bastion:5701",
        ],
        refused: [
          "Tcp internet -> bastion:22",
          "Tcp internet -> bastion:3389",
          "Udp internet -> bastion:443",
          "Tcp otherBastion -> bastion:5702",
        ],
      }),
    ).to.deep.equal([]);
    expect(
      otherwise(group("bastion"), "Outbound", {
        through: [
          "Tcp bastion -> jumpBox:22",
          "Tcp bastion -> jumpBox:3389",
          "Tcp bastion -> azure:443",
          "Tcp bastion -> internet:80",
          "Tcp bastion -> otherBastion:8080",
          "Tcp bastion -> otherBastion:5701",
        ],
        refused: [
          "Tcp bastion -> internet:443",
          "Tcp bastion -> opsEndpoint:443",
          "Udp bastion -> jumpBox:22",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("let SSH to jump boxes in from Bastion, and nothing from anywhere else", () => {
    expect(
      otherwise(group("jumpBoxes"), "Inbound", {
        through: ["Tcp bastion -> jumpBox:22"],
        refused: [
          "Tcp bastion -> jumpBox:3389",
          "Udp bastion -> jumpBox:22",
          "Tcp bastion -> agent:22",
          "Tcp otherJumpBox -> jumpBox:22",
          "Tcp agent -> jumpBox:22",
          "Tcp internet -> jumpBox:22",
          "Tcp otherNetwork -> jumpBox:22",
          "Tcp probe -> jumpBox:22",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("let nobody call an agent", () => {
    expect(allowing(group("agents"), "Inbound")).to.deep.equal([]);
    expect(
      otherwise(group("agents"), "Inbound", {
        through: [],
        refused: ["Tcp bastion -> agent:22", "Tcp jumpBox -> agent:443", "Tcp internet -> agent:443"],
      }),
    ).to.deep.equal([]);
  });

  it("let jump boxes out to endpoints by HTTPS, to the firewall for names, and on their own ports", () => {
    expect(
      otherwise(group("jumpBoxes"), "Outbound", {
        through: [
          "Tcp jumpBox -> opsEndpoint:443",
          "Udp jumpBox -> opsFirewall:53",
          "Tcp jumpBox -> opsFirewall:53",
          "Tcp jumpBox -> internet:443",
        ],
        refused: [
          "Tcp jumpBox -> internet:80",
          "Udp jumpBox -> internet:443",
          "Tcp jumpBox -> internet:22",
          "Tcp jumpBox -> opsEndpoint:22",
          "Udp jumpBox -> opsEndpoint:443",
          "Tcp jumpBox -> opsFirewall:443",
          "Tcp jumpBox -> otherJumpBox:22",
          "Tcp jumpBox -> agent:22",
          "Tcp jumpBox -> otherNetwork:443",
          "Tcp agent -> internet:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("let agents out likewise, on the ports of agents", () => {
    expect(
      otherwise(group("agents"), "Outbound", {
        through: [
          "Tcp agent -> opsEndpoint:443",
          "Udp agent -> opsFirewall:53",
          "Tcp agent -> internet:80",
          "Tcp agent -> internet:443",
        ],
        refused: [
          "Tcp agent -> internet:22",
          "Udp agent -> internet:443",
          "Tcp agent -> jumpBox:22",
          "Tcp agent -> otherNetwork:443",
          "Tcp jumpBox -> internet:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("let endpoints be called from jump boxes and agents by HTTPS, and call nobody", () => {
    expect(
      otherwise(group("privateEndpoints"), "Inbound", {
        through: ["Tcp jumpBox -> opsEndpoint:443", "Tcp agent -> opsEndpoint:443"],
        refused: [
          "Tcp jumpBox -> opsEndpoint:22",
          "Udp agent -> opsEndpoint:443",
          "Tcp bastion -> opsEndpoint:443",
          "Tcp internet -> opsEndpoint:443",
          "Tcp otherNetwork -> opsEndpoint:443",
          "Tcp jumpBox -> agent:443",
        ],
      }),
    ).to.deep.equal([]);
    expect(allowing(group("privateEndpoints"), "Outbound")).to.deep.equal([]);
    expect(allowing(group("privateEndpoints", withoutFirewall), "Inbound")).to.deep.equal([
      "allow-jump-boxes-inbound",
    ]);
  });

  it("have no rule for names where Azure's own server answers", () => {
    expect(allowing(group("jumpBoxes", withoutFirewall), "Outbound")).to.deep.equal([
      "allow-private-endpoints-outbound",
      "allow-egress-tcp-443-outbound",
    ]);
  });

  it("name each flow, in the order in which Azure asks", () => {
    expect(allowing(group("bastion"), "Inbound")).to.deep.equal([
      "allow-https-inbound",
      "allow-gateway-manager-inbound",
      "allow-load-balancer-inbound",
      "allow-hosts-8080-inbound",
      "allow-hosts-5701-inbound",
    ]);
    expect(allowing(group("jumpBoxes"), "Inbound")).to.deep.equal(["allow-ssh-inbound"]);
    expect(allowing(group("agents"), "Outbound")).to.deep.equal([
      "allow-private-endpoints-outbound",
      "allow-dns-udp-outbound",
      "allow-dns-tcp-outbound",
      "allow-egress-tcp-80-outbound",
      "allow-egress-tcp-443-outbound",
    ]);
    expect(allowing(group("privateEndpoints"), "Inbound")).to.deep.equal([
      "allow-jump-boxes-inbound",
      "allow-agents-inbound",
    ]);
  });

  it("say beside each rule who calls whom, and for what", () => {
    for (const [role, name, says] of [
      ["jumpBoxes", "allow-ssh-inbound", /through Bastion, and from nowhere else/],
      ["jumpBoxes", "allow-private-endpoints-outbound", /registry, by HTTPS/],
      ["agents", "allow-dns-udp-outbound", /firewall answers questions for names/],
      ["privateEndpoints", "allow-jump-boxes-inbound", /^From snet-jump-boxes, by HTTPS\.$/],
      ["privateEndpoints", "allow-agents-inbound", /^From snet-agents, by HTTPS\.$/],
    ] as const)
      expect(description(group(role), name), name).to.match(says);
  });

  it("say whether a firewall decides about hosts on the way out, or nobody", () => {
    const text = (plan: OpsPlan): string =>
      description(group("jumpBoxes", plan), "allow-egress-tcp-443-outbound");
    expect(text(withFirewall)).to.match(/firewall, whose rules decide which hosts/);
    expect(text(withoutFirewall)).to.match(/NAT gateway, which looks at no host/);
  });
});
