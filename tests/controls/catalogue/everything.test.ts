import { expect } from "chai";
import { isEverywhere, isEveryPort } from "../../../controls/catalogue/network/rules.ts";
import type { ExampleResource } from "../../../controls/types.ts";
import { say } from "../support/say.ts";

type Props = ExampleResource["props"];

describe("what stands for everything in a rule", () => {
  for (const prefix of ["*", "Any", "Internet", "INTERNET", "0.0.0.0", "0.0.0.0/0", "::/0"])
    it(`${prefix}`, () => expect(isEverywhere(prefix)).to.equal(true));

  for (const prefix of ["0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/7", "::/1", "2000::/3", "2000::/11"])
    it(`${prefix}, of which a few are everything`, () => expect(isEverywhere(prefix)).to.equal(true));

  for (const prefix of [
    "10.0.0.0/8",
    "10.0.0.0/16",
    "203.0.113.7",
    "203.0.113.7/32",
    "2001:db8::/32",
    "2600::/12",
    "VirtualNetwork",
    "AzureFrontDoor.Backend",
    "Storage/1",
    "internet.example.com",
    "",
  ])
    it(`not ${prefix === "" ? "nothing" : prefix}`, () => expect(isEverywhere(prefix)).to.equal(false));

  it("is every port but the one on which nothing listens", () => {
    expect(["*", "0-65535", "1-65535"].filter(isEveryPort)).to.have.length(3);
    expect(
      ["2-65535", "0-65534", "443", "0", "10-65535", "", "0-65535,443"].filter(isEveryPort),
    ).to.deep.equal([]);
  });
});

describe("a security group that closes itself", () => {
  const closing = (direction: string, more: Props = {}): Props => ({
    name: "deny",
    access: "Deny",
    direction,
    priority: 4096,
    protocol: "*",
    sourceAddressPrefix: "*",
    sourcePortRange: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "*",
    ...more,
  });
  const said = (...securityRules: Props[]) =>
    say("network-security-group-closed", [
      { type: "network:NetworkSecurityGroup", props: { securityRules } },
    ]);
  const open = (direction: string) =>
    `No rule denies everything ${direction}: Azure's default rules allow the rest.`;

  it("has one rule for each direction", () => {
    expect(said(closing("Inbound"), closing("Outbound"))).to.deep.equal([]);
    expect(said(closing("Inbound"))).to.deep.equal([open("outbound")]);
    expect(said(closing("Outbound"))).to.deep.equal([open("inbound")]);
  });

  for (const [what, more] of Object.entries<Props>({
    "plurals with everything among them": {
      sourceAddressPrefix: undefined,
      sourceAddressPrefixes: ["10.0.0.0/8", "*"],
      destinationAddressPrefix: undefined,
      destinationAddressPrefixes: ["0.0.0.0/0"],
      sourcePortRange: undefined,
      sourcePortRanges: ["80", "0-65535"],
      destinationPortRange: undefined,
      destinationPortRanges: ["0-65535"],
    },
    "no source port": { sourcePortRange: undefined },
    "Azure's words in any case": { access: "deny", direction: "inbound" },
  }))
    it(`takes ${what}`, () => expect(said(closing("Inbound", more), closing("Outbound"))).to.deep.equal([]));

  for (const [what, more] of Object.entries<Props>({
    allows: { access: "Allow" },
    "leaves protocols out": { protocol: "Tcp" },
    "denies the Internet and leaves the network open, as source": { sourceAddressPrefix: "Internet" },
    "denies the Internet and leaves the network open, as destination": {
      destinationAddressPrefix: "Internet",
    },
    "denies half of all addresses": { sourceAddressPrefix: "0.0.0.0/1" },
    "denies requests from one port": { sourcePortRange: "443" },
    "denies one port": { destinationPortRange: "443" },
    "names no destination": { destinationAddressPrefix: undefined },
    "names an application security group instead of a source": {
      sourceAddressPrefix: undefined,
      sourceApplicationSecurityGroups: [{ id: "/asg" }],
    },
  }))
    it(`does not take one that ${what}`, () =>
      expect(said(closing("Inbound", more), closing("Outbound"))).to.deep.equal([open("inbound")]));

  it("has it behind all others of its direction", () => {
    const rule = (direction: string, priority: number): Props => ({
      ...closing(direction),
      access: "Allow",
      priority,
    });
    const early = closing("Inbound", { priority: 1000 });
    expect(said(early, closing("Outbound"), rule("Inbound", 999), rule("Outbound", 2000))).to.deep.equal([]);
    expect(said(early, closing("Outbound"), rule("Inbound", 1001))).to.deep.equal([
      "Rules stand behind the one that denies everything inbound, and never apply. Give it the largest priority.",
    ]);
  });
});

describe("a firewall that hands on requests", () => {
  const said = (sourceAddresses: string[], destinationPorts: string[], openPorts: string[] = []) =>
    say(
      "network-firewall-rules-narrow",
      [
        {
          type: "network:FirewallPolicyRuleCollectionGroup",
          props: {
            ruleCollections: [
              {
                action: { type: "DNAT" },
                // The firewall's own address, which says nothing about who may come.
                rules: [{ name: "in", sourceAddresses, destinationAddresses: ["0.0.0.0"], destinationPorts }],
              },
            ],
          },
        },
      ],
      { values: { openPorts } },
    );

  it("names who may come", () => {
    expect(said(["203.0.113.0/24"], ["443"])).to.deep.equal([]);
    expect(said(["203.0.113.0/24", "*"], ["443", "80"])).to.deep.equal([
      "The rule in hands on requests from '*' on ports 443, 80. Name who may come.",
    ]);
    expect(said(["0.0.0.0/0"], ["443"])).to.have.length(1);
  });

  it("is open to everybody on ports that are meant to be", () => {
    expect(said(["*"], ["443"], ["443"])).to.deep.equal([]);
    expect(said(["*"], ["443", "22"], ["443"])).to.have.length(1);
    expect(said(["*"], [], ["443"])).to.have.length(1);
  });
});

describe("a rule that lets everything out", () => {
  const said = (more: Props) =>
    say("network-no-broad-rule", [
      {
        type: "network:SecurityRule",
        props: {
          access: "Allow",
          direction: "Outbound",
          protocol: "Tcp",
          destinationAddressPrefix: "*",
          destinationPortRange: "0-65535",
          ...more,
        },
      },
    ]).length;

  it("does so by all ports, however they are written, to halves of the Internet as well", () => {
    expect(said({})).to.equal(1);
    expect(said({ destinationAddressPrefix: "128.0.0.0/1" })).to.equal(1);
    expect(said({ destinationPortRange: "443" })).to.equal(0);
    expect(said({ destinationAddressPrefix: "10.0.0.0/8" })).to.equal(0);
  });
});
