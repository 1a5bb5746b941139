import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { FirewallAddresses } from "../../../components/network/firewallAddresses.ts";
import type { FirewallPolicy } from "@pulumi/azure-native/network/firewallPolicy.js";
import { EgressFirewall } from "../../../components/network/egressFirewall.ts";
import type { Names } from "../../../lib/names.ts";
import { plainValue } from "../../support/runStack.ts";

const expectedPrivateIp = "10.10.15.68";

/** A firewall in a network that stands, so that every input is known before anything is made. */
async function privateIpOf(preview: boolean): Promise<string | undefined> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: preview ? undefined : name, state: inputs as object }),
      call: () => ({}),
    },
    "bulkhead",
    "stamp-eastus",
    preview,
  );
  const { privateIp } = new EgressFirewall("firewall", {
    names: { firewall: () => "afw" } as unknown as Names,
    resourceGroupName: "rg",
    location: "eastus",
    zones: ["1", "2", "3"],
    tier: "Standard",
    autoscale: undefined,
    addresses: {
      addresses: [{ id: pulumi.output("address"), ipAddress: pulumi.output("203.0.113.1") }],
    } as unknown as FirewallAddresses,
    policy: { policy: { id: pulumi.output("policy") } as unknown as FirewallPolicy, groups: [] },
    subnetId: "subnet",
    expectedPrivateIp,
    tags: {},
    dependsOn: [],
  });
  return plainValue(privateIp);
}

describe("EgressFirewall without an address", () => {
  it("is taken to get the one it ought to, in a preview", async () => {
    expect(await privateIpOf(true)).to.equal(expectedPrivateIp);
  });

  it("stops a deployment", async () => {
    const failure = await privateIpOf(false).catch((error: unknown) => error);
    expect(String(failure)).to.contain("took the address (none)");
  });
});
