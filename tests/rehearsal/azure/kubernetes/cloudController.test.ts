import { expect } from "chai";
import { ArmError } from "../../../../rehearsal/azure/errors.ts";
import { reconcile, release } from "../../../../rehearsal/azure/kubernetes/cloudController.ts";
import { frontendsOf } from "../../../../rehearsal/azure/kubernetes/frontends.ts";
import { servicesOf, type LoadBalancerService } from "../../../../rehearsal/azure/kubernetes/services.ts";
import { requestConnection } from "../../../../rehearsal/azure/links.ts";
import { grant, refusal } from "../kit.ts";
import { endpointInputs, vault } from "../networkKit.ts";
import { annotations, grantAll, newClusterKit, type ClusterKit } from "./cluster.ts";

describe("rehearsal/azure: the cloud controller", () => {
  let kit: ClusterKit;
  beforeEach(async () => {
    kit = await newClusterKit();
  });
  const effects = () => ({ put: kit.store.put.bind(kit.store), remove: kit.store.remove.bind(kit.store) });
  const cluster = () => kit.store.get(kit.cluster) ?? expect.fail("no cluster");
  const service = (changes: Record<string, string | undefined> = {}): LoadBalancerService => ({
    namespace: "api",
    name: "api",
    annotations: annotations(changes),
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
  const balancer = () => kit.subscription.view.ofType("Microsoft.Network/loadBalancers")[0];
  const pls = () => kit.subscription.read(`${kit.providers}/Microsoft.Network/privateLinkServices/pls-api`);

  it("reads services of type LoadBalancer from what a chart renders", () => {
    const object = {
      kind: "Service",
      metadata: { name: "api", annotations: { a: true } },
      spec: { type: "LoadBalancer" },
    };
    const others = [
      { kind: "Service", metadata: { name: "inner" }, spec: { type: "ClusterIP" } },
      { kind: "Deployment", spec: { type: "LoadBalancer" } },
    ];
    expect(servicesOf([object, ...others], "apps")).to.deep.equal([
      { namespace: "apps", name: "api", annotations: { a: "true" } },
    ]);
    expect(servicesOf([{ ...object, metadata: { name: "api", namespace: "own" } }], "apps")[0]).to.include({
      namespace: "own",
    });
  });

  it("makes a load balancer in the nodes' group and a private link service in the one named", async () => {
    await grantAll(kit);
    apply();
    expect(balancer()?.id).to.contain("/resourceGroups/rg-nodes/");
    expect(frontendsOf(balancer())).to.deep.equal([
      { service: "api/api", privateIPAddress: "10.0.2.4", subnetId: kit.subnet("snet-ingress") },
    ]);
    expect(pls()?.outputs["alias"]).to.match(/^pls-api\..*\.eastus\.azure\.privatelinkservice$/);
    apply();
    expect(kit.subscription.view.ofType("Microsoft.Network/privateLinkServices")).to.have.length(1);
  });

  it("needs a role that lets it join the subnet, and one that lets it write the service", async () => {
    const none = refused(() => apply());
    expect([none.code, none.status]).to.deep.equal(["AuthorizationFailed", 403]);
    expect(none.message).to.contain("snet-ingress");
    await grant(kit, kit.principalId, "acrPull", kit.groupId);
    expect(refused(() => apply()).code).to.equal("AuthorizationFailed");
    await grant(kit, kit.principalId, "networkContributor", kit.networkId);
    await grant(kit, kit.principalId, "privateDnsZoneContributor", kit.groupId);
    const group = refused(() => apply());
    expect(group.code).to.equal("AuthorizationFailed");
    expect(group.message).to.contain("privateLinkServices/write").and.to.contain("rg-test");
    apply({ "pls-create": undefined });
    await grantAll(kit);
    apply();
  });

  it("refuses a public load balancer", async () => {
    await grantAll(kit);
    const error = refused(() => apply({ "load-balancer-internal": undefined }));
    expect(error.code).to.equal("PublicLoadBalancerRefused");
    expect(error.message).to.contain("api/api");
  });

  it("refuses subnets that are not there, and NAT addresses where network policies are on", async () => {
    await grantAll(kit);
    const missing = refused(() => apply({ "load-balancer-internal-subnet": "snet-none" }));
    expect(missing.code).to.equal("InvalidResourceReference");
    expect(missing.message).to.contain("snet-none");
    const policies = refused(() => apply({ "pls-ip-configuration-subnet": "snet-ingress" }));
    expect(policies.code).to.equal("PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled");
    expect(policies.message).to.contain("snet-ingress");
  });

  it("takes the address that it is told, if the subnet has it to give", async () => {
    await grantAll(kit);
    apply({ "load-balancer-ipv4": "10.0.2.9" });
    expect(frontendsOf(balancer())[0]?.privateIPAddress).to.equal("10.0.2.9");
    apply({ "load-balancer-ipv4": "10.0.2.9" });
    const codes = ["10.0.3.9", "10.0.2.3", "10.0.2.15"].map(
      (address) => refused(() => apply({ "load-balancer-ipv4": address })).code,
    );
    expect(codes).to.deep.equal([
      "PrivateIPAddressNotInSubnet",
      "PrivateIPAddressInReservedRange",
      "PrivateIPAddressInReservedRange",
    ]);
  });

  it("shares a subnet with private endpoints without taking their addresses", async () => {
    await grantAll(kit);
    await kit.create(
      "network:PrivateEndpoint",
      endpointInputs("pep", kit.subnet("snet-ingress"), await vault(kit, "kv-near"), "vault"),
    );
    expect(refused(() => apply({ "load-balancer-ipv4": "10.0.2.4" })).code).to.equal(
      "PrivateIPAddressIsAllocated",
    );
    apply();
    expect(frontendsOf(balancer())[0]?.privateIPAddress).to.equal("10.0.2.5");
    const { outputs } = await kit.create(
      "network:PrivateEndpoint",
      endpointInputs("pep-2", kit.subnet("snet-ingress"), await vault(kit, "kv-near-2"), "vault"),
    );
    expect(outputs["customDnsConfigs"]).to.deep.equal([{ ipAddresses: ["10.0.2.6"] }]);
  });

  it("holds the subnets that its addresses come from", async () => {
    await grantAll(kit);
    apply();
    for (const name of ["snet-ingress", "snet-pls"]) {
      expect((await refusal(kit.remove("network:Subnet", kit.subnet(name)))).code).to.equal(
        "InUseSubnetCannotBeDeleted",
      );
    }
    release(kit.subscription.view, effects(), cluster(), service());
    await kit.remove("network:Subnet", kit.subnet("snet-ingress"));
  });

  it("keeps a private link service while it has connections", async () => {
    await grantAll(kit);
    apply();
    requestConnection(kit.subscription.view, effects(), pls()?.id ?? "", {
      privateEndpointId: "/edge/pep",
      groupId: "",
      description: "x",
      approved: true,
    });
    const error = refused(() => release(kit.subscription.view, effects(), cluster(), service()));
    expect(error.code).to.equal("PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted");
    expect(error.message).to.contain("pep.").and.to.contain("(Approved)");
    expect(pls()).not.to.equal(undefined);
    kit.store.put({ ...(pls() ?? expect.fail()), facts: {} });
    release(kit.subscription.view, effects(), cluster(), service());
    expect([pls(), balancer()]).to.deep.equal([undefined, undefined]);
  });

  const other = (name: string, changes: Record<string, string | undefined> = {}): LoadBalancerService => ({
    namespace: "apps",
    name,
    annotations: annotations({ "pls-name": `pls-${name}`, ...changes }),
  });
  const applyOther = (name: string, changes: Record<string, string | undefined> = {}) =>
    reconcile(kit.subscription.view, effects(), cluster(), other(name, changes));
  const serviceNames = () =>
    kit.subscription.view.ofType("Microsoft.Network/privateLinkServices").map(({ name }) => name);

  it("gives every service a frontend and a private link service of its own", async () => {
    await grantAll(kit);
    apply();
    applyOther("admin");
    expect(
      frontendsOf(balancer()).map((frontend) => [frontend.service, frontend.privateIPAddress]),
    ).to.deep.equal([
      ["api/api", "10.0.2.4"],
      ["apps/admin", "10.0.2.5"],
    ]);
    apply();
    expect(
      frontendsOf(balancer()).find(({ service: name }) => name === "api/api")?.privateIPAddress,
    ).to.equal("10.0.2.4");
    expect(serviceNames()).to.deep.equal(["pls-admin", "pls-api"]);
    const taken = refused(() => applyOther("third", { "load-balancer-ipv4": "10.0.2.4" }));
    expect(taken.code).to.equal("PrivateIPAddressIsAllocated");
    release(kit.subscription.view, effects(), cluster(), service());
    expect(frontendsOf(balancer()).map((frontend) => frontend.service)).to.deep.equal(["apps/admin"]);
    expect(serviceNames()).to.deep.equal(["pls-admin"]);
  });

  it("tells services of one name in two namespaces apart", async () => {
    await grantAll(kit);
    apply();
    applyOther("api", { "pls-name": "pls-other" });
    expect(frontendsOf(balancer())).to.have.length(2);
  });

  it("does not rename a private link service, and removes it when none is asked for any more", async () => {
    await grantAll(kit);
    apply();
    const error = refused(() => apply({ "pls-name": "pls-new" }));
    expect(error.message).to.contain(
      "cannot change existing private link service name (pls-api) to (pls-new)",
    );
    expect(serviceNames()).to.deep.equal(["pls-api"]);
    apply({ "pls-create": undefined });
    expect(serviceNames()).to.deep.equal([]);
    apply({ "pls-name": "pls-new" });
    expect(serviceNames()).to.deep.equal(["pls-new"]);
  });
});
