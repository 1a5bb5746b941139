import { expect } from "chai";
import fc from "fast-check";
import { causeLine, causeOf, remedyLine } from "../../../cli/reactions/cause.ts";
import { parseStackName } from "../../../config/stackName.ts";
import texts from "./texts.json" with { type: "json" };

const stamp = parseStackName("stamp-eastus");
const { said } = texts;

describe("cli/reactions: what was said", () => {
  for (const { text, ...expected } of said) {
    it(`${expected.id}: ${text.slice(0, 90).replaceAll("\n", " ")}`, () => {
      const cause = causeOf(text, stamp, "up");
      expect(cause).to.deep.include(expected);
      expect(cause.error).to.equal(text);
      expect(cause.remedy).not.to.match(/[{}]stack|[{}]verb|^$/);
    });
  }

  it("names who holds a lock, since when", () => {
    const text = said.find(({ id }) => id === "backend-locked")?.text ?? "";
    const cause = causeOf(text, stamp, "up");
    expect(cause.holders).to.deep.equal([
      { user: "root", host: "agent-1", pid: 478, since: "2026-11-21T20:31:35Z" },
    ]);
    expect(causeLine(cause)).to.equal(
      "another run holds the lock of the stack (root@agent-1, process 478, since 2026-11-21T20:31:35Z).",
    );
    expect(cause.remedy).to.contain("pulumi cancel -s stamp-eastus");
  });

  for (const [resource, code, stack, key] of [
    ["ManagedCluster cluster", "QuotaExceeded", "stamp-eastus", "cluster.systemPool.maxCount"],
    ["PublicIPAddress out-1", "PublicIPCountLimitReached", "stamp-eastus", "firewall.publicIpCount"],
    ["AgentPool workload", "ZonalAllocationFailed", "stamp-eastus", "cluster.userPools"],
    ["AzureFirewall firewall", "ZonalAllocationFailed", "stamp-eastus", "zones"],
    ["Subnet nodes", "NetcfgInvalidSubnet", "ops-eastus", "network.addressSpace"],
    ["ResourceGroup global", "ScopeLocked", "global", "locks.enabled"],
    ["VirtualMachineScaleSet agents", "QuotaExceeded", "ops-eastus", "agents"],
    ["VirtualNetwork vnet", "QuotaExceeded", "stamp-eastus", undefined],
  ] as const) {
    it(`names the key that decides: ${resource}, ${code}`, () => {
      const cause = causeOf(
        `${resource}: Status=409 Code="${code}" Message="…"`,
        parseStackName(stack),
        "up",
      );
      expect(cause.key).to.equal(key);
      expect(remedyLine(cause).startsWith(`Pulumi.${stack}.yaml: ${key ?? ""}`)).to.equal(key !== undefined);
    });
  }

  it("has an answer to any text, and never one in more than two lines", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const cause = causeOf(text, stamp, "up");
        expect(causeLine(cause)).not.to.contain("\n");
        expect(remedyLine(cause)).not.to.contain("\n");
      }),
    );
  });
});
