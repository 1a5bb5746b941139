import { expect } from "chai";
import { ArmError } from "../../../../rehearsal/azure/errors.ts";
import { reconcile, release } from "../../../../rehearsal/azure/kubernetes/cloudController.ts";
import type { LoadBalancerService } from "../../../../rehearsal/azure/kubernetes/services.ts";
import { group, refusal } from "../kit.ts";
import { publicIp } from "../networkKit.ts";
import { annotations, grantAll, newClusterKit, type ClusterKit } from "./cluster.ts";

describe("rehearsal/azure: public load balancers", () => {
  let kit: ClusterKit;
  let address: string;
  beforeEach(async () => {
    kit = await newClusterKit();
    address = await publicIp(kit, "pip-lb");
  });
  const effects = () => ({ put: kit.store.put.bind(kit.store), remove: kit.store.remove.bind(kit.store) });
  const cluster = () => kit.store.get(kit.cluster) ?? expect.fail("no cluster");
  const service = (changes: Record<string, string | undefined> = {}): LoadBalancerService => ({
    namespace: "gateway",
    name: "gateway-entrance",
    annotations: annotations({
      "load-balancer-internal": "false",
      "load-balancer-internal-subnet": undefined,
      "pls-create": undefined,
      "load-balancer-resource-group": group,
      "pip-name": "pip-lb",
      ...changes,
    }),
  });
  const apply = (changes: Record<string, string | undefined> = {}) =>
    reconcile(kit.subscription.view, effects(), cluster(), service(changes));
  const refused = (work: () => void): ArmError => {
    try {
      work();
    } catch (error) {
      if (error instanceof ArmError) return error;
      throw error;
    }
    return expect.fail("nothing was refused");
  };
  const balancers = () => kit.subscription.view.ofType("Microsoft.Network/loadBalancers");

  it("take the address that the service names, which then stays", async () => {
    await grantAll(kit);
    apply();
    apply();
    expect(balancers().map(({ name }) => name)).to.deep.equal(["kubernetes"]);
    expect((await refusal(kit.remove("network:PublicIPAddress", address))).code).to.equal(
      "PublicIPAddressCannotBeDeleted",
    );
  });

  it("go with their last service, and leave the address", async () => {
    await grantAll(kit);
    apply();
    release(kit.subscription.view, effects(), cluster(), service());
    expect(balancers()).to.deep.equal([]);
    await kit.remove("network:PublicIPAddress", address);
  });

  it("need a role on the address", () => {
    const error = refused(() => apply());
    expect([error.code, error.status]).to.deep.equal(["AuthorizationFailed", 403]);
    expect(error.message).to.contain("publicIPAddresses/join/action").and.to.contain("pip-lb");
  });

  it("are refused without a name, with the name of nothing, and with an address that another has", async () => {
    await grantAll(kit);
    expect(refused(() => apply({ "pip-name": undefined })).code).to.equal("PublicLoadBalancerRefused");
    const nothing = refused(() => apply({ "pip-name": "pip-none" }));
    expect(nothing.code).to.equal("SyncLoadBalancerFailed");
    expect(nothing.message).to.contain("'pip-none'").and.to.contain(group);
    await publicIp(kit, "pip-basic", { zones: undefined, sku: { name: "Basic" } });
    expect(refused(() => apply({ "pip-name": "pip-basic" })).code).to.equal("PublicIPAndLBSkuDoNotMatch");
    kit.store.put({
      ...cluster(),
      id: `${kit.providers}/Microsoft.Network/natGateways/nat`,
      arm: "Microsoft.Network/natGateways",
      inputs: { publicIpAddresses: [{ id: address }] },
    });
    expect(refused(() => apply()).code).to.equal("PublicIPAddressInUse");
  });
});
