import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { addressPlanRequest } from "../../config/networks.ts";
import { stampConfigSchema } from "../../config/schema/stamp.ts";
import { planAddresses, subnetNames, type SubnetRole } from "../../lib/addressPlan.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "network.md"), "utf8");

describe("the page about the network", () => {
  it("shows the ranges that the plan gives", () => {
    const config = stampConfigSchema.parse({
      location: "eastus",
      network: { addressSpace: "10.10.0.0/20" },
      cluster: { apiServer: { access: "vnetIntegration" } },
      ingress: { type: "applicationGateway" },
    });
    const { subnets } = planAddresses(addressPlanRequest(config, 2));
    const planned = Object.entries(subnets).map(([role, range]) => [subnetNames[role as SubnetRole], range]);
    const shown = [...page.matchAll(/^\| `(\w[\w-]*)` +\| `(10\.[\d.]+\/\d+)` +\|/gm)];
    expect(shown.map(([, name, range]) => [name, range])).to.have.deep.members(planned);
  });
});
