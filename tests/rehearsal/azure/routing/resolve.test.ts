import { expect } from "chai";
import { connectionsOf, decideConnection, requestConnection } from "../../../../rehearsal/azure/links.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { ailOrigins } from "../../../../rehearsal/azure/routing/ailing.ts";
import { resolve } from "../../../../rehearsal/azure/routing/resolve.ts";
import { breakTexts, originLabel, resolutionText } from "../../../../rehearsal/azure/routing/text.ts";
import type { ChainLink } from "../../../../rehearsal/azure/routing/types.ts";
import { blobId } from "../../../../rehearsal/azure/types/storage/website.ts";
import { changed } from "../kit.ts";
import { apiPath, newPlatform, type Platform, type Stamp } from "./platform.ts";

describe("rehearsal/azure: route resolution", () => {
  let platform: Platform;
  let eastus: Stamp;
  let westeurope: Stamp;

  beforeEach(async () => {
    platform = await newPlatform();
    eastus = await platform.addStamp("eastus");
    westeurope = await platform.addStamp("westeurope");
  });

  const shares = () =>
    Object.fromEntries(
      platform
        .ask()
        .origins.flatMap((origin) => (origin.share > 0 ? [[originLabel(origin), origin.share]] : [])),
    );
  const breakOf = (stamp: Stamp): { link: ChainLink | undefined; text: string } => {
    const found = platform.ask().origins.find((origin) => origin.id === stamp.originId);
    return { link: found?.broken?.link, text: found?.broken?.text ?? "" };
  };
  const onlyWestEurope = () => {
    expect(platform.ask().outcome).to.equal("served");
    expect(shares()).to.deep.equal({ "stamp-westeurope": 1 });
  };
  const update = (stamp: Stamp, changes: Properties) =>
    platform.update(
      "cdn:AFDOrigin",
      stamp.originId,
      changed(platform.subscription.read(stamp.originId)?.inputs ?? {}, changes),
    );
  const take = (kind: string) => (objects: Properties[]) =>
    objects.filter((object) => object["kind"] !== kind);
  const breakStamp = (stamp: Stamp) =>
    stamp.reinstall("workload", (objects) => objects.filter((object) => object["kind"] !== "Deployment"));

  it("divides the requests among the healthy origins of the first priority, by weight", async () => {
    expect(shares()).to.deep.equal({ "stamp-eastus": 0.5, "stamp-westeurope": 0.5 });
    await update(eastus, { weight: 100 });
    await update(westeurope, { weight: 300 });
    expect(shares()).to.deep.equal({ "stamp-eastus": 0.25, "stamp-westeurope": 0.75 });
    await update(westeurope, { priority: 2 });
    expect(shares()).to.deep.equal({ "stamp-eastus": 1 });
    expect(resolutionText(platform.ask())).to.equal("stamp-eastus 100 %");
  });

  it("passes by a stamp that was declared ill, also after its origins are written, until it is well again", async () => {
    expect(ailOrigins(platform.subscription.view, platform.store, "stamp-eastus", "a bad version")).to.equal(
      1,
    );
    onlyWestEurope();
    expect(breakOf(eastus)).to.deep.equal({ link: "declared ill", text: "a bad version" });
    await update(eastus, { weight: 100 });
    onlyWestEurope();
    ailOrigins(platform.subscription.view, platform.store, "stamp-eastus", undefined);
    expect(breakOf(eastus).link).to.equal(undefined);
    expect(ailOrigins(platform.subscription.view, platform.store, "stamp-nowhere", "x")).to.equal(0);
  });

  it("says that weights mean nothing where only the fastest origin may answer", async () => {
    const group = `${platform.profileId}/originGroups/api`;
    const { inputs } = platform.subscription.read(group) ?? { inputs: {} };
    await platform.update(
      "cdn:AFDOriginGroup",
      group,
      changed(inputs, { "loadBalancingSettings.additionalLatencyInMilliseconds": 0 }),
    );
    expect(platform.ask().weighted).to.equal(false);
    expect(resolutionText(platform.ask())).to.contain("stamp-eastus (where fastest)");
  });

  it("sends nothing to a drained stamp, and everything to the other one when it is destroyed", async () => {
    await update(eastus, { enabledState: "Disabled" });
    onlyWestEurope();
    expect(breakTexts(platform.ask())).to.deep.equal([]);
    await platform.remove("cdn:AFDOrigin", eastus.originId);
    onlyWestEurope();
  });

  it("ends at the sorry page when all stamps are down, and blindly tries all when that is down too", () => {
    breakStamp(eastus);
    breakStamp(westeurope);
    expect(shares()).to.deep.equal({ "sorry page": 1 });
    expect(platform.ask().outcome).to.equal("served");
    platform.store.remove(blobId(platform.storageId, "$web", "healthservice/health/stamp"));
    const { outcome, origins } = platform.ask();
    expect(outcome).to.equal("blind");
    expect(origins.map((origin) => origin.share)).to.deep.equal([1 / 3, 1 / 3, 1 / 3]);
    expect(resolutionText(platform.ask())).to.match(/^errors: no origin is healthy/);
    const sorry = origins.find((origin) => originLabel(origin) === "sorry page");
    expect(sorry?.broken?.link).to.equal("probe object");
    expect(sorry?.broken?.text).to.contain("healthservice/health/stamp").and.to.contain("bulkhead content");
  });

  it("names a private link service that no Service asks for", () => {
    platform.store.remove(eastus.pls);
    platform.store.remove(eastus.release("gateway").id);
    onlyWestEurope();
    // The other stamp's gateway lives in the same resource group here, and asks for another name.
    platform.store.remove(westeurope.release("gateway").id);
    expect(breakOf(eastus).link).to.equal("service");
    expect(breakOf(eastus).text).to.contain("pls-eastus");
  });

  it("names the annotation that is missing", () => {
    eastus.reinstall("gateway", ([service, ...rest]) => {
      const annotations = (service?.["metadata"] as Properties)["annotations"] as Properties;
      delete annotations["service.beta.kubernetes.io/azure-pls-create"];
      return [service as Properties, ...rest];
    });
    platform.store.remove(eastus.pls);
    platform.store.remove(westeurope.release("gateway").id);
    expect(breakOf(eastus).link).to.equal("service annotation");
    expect(breakOf(eastus).text).to.contain("ingress/gateway").and.to.contain("azure-pls-create");
  });

  it("names an annotation that leads elsewhere", () => {
    eastus.reinstall("gateway", ([service, ...rest]) => {
      const annotations = (service?.["metadata"] as Properties)["annotations"] as Properties;
      annotations["service.beta.kubernetes.io/azure-pls-name"] = "pls-renamed";
      return [service as Properties, ...rest];
    });
    platform.store.remove(eastus.pls);
    platform.store.remove(westeurope.release("gateway").id);
    expect(breakOf(eastus)).to.have.property("link", "service annotation");
    expect(breakOf(eastus).text).to.contain("'pls-renamed'").and.to.contain("'pls-eastus'");
  });

  it("names a service that is gone", () => {
    platform.store.remove(eastus.release("gateway").id);
    expect(breakOf(eastus)).to.deep.equal({
      link: "service",
      text: "the Service ingress/gateway of 'aks-eastus' is gone",
    });
    onlyWestEurope();
  });

  it("names a load balancer that is gone", () => {
    const balancer = platform.subscription.view
      .ofType("Microsoft.Network/loadBalancers")
      .find(({ id }) => id.includes("rg-nodes-eastus"));
    platform.store.remove(balancer?.id ?? "");
    expect(breakOf(eastus).link).to.equal("load balancer");
    onlyWestEurope();
  });

  it("waits for the approval of a connection, and notices when it is taken back", async () => {
    const third = await platform.addStamp("westus3", { approve: false });
    expect(breakOf(third).link).to.equal("private link connection");
    expect(breakOf(third).text).to.contain("is Pending, not Approved");
    expect(shares()).to.deep.equal({ "stamp-eastus": 0.5, "stamp-westeurope": 0.5 });
    for (const status of ["Rejected", "Disconnected"] as const) {
      const connection = connectionsOf(platform.subscription.read(eastus.pls))[0];
      decideConnection(
        platform.subscription.view,
        platform.effects,
        eastus.pls,
        connection?.name ?? "",
        status,
        undefined,
      );
      expect(breakOf(eastus).text).to.contain(`is ${status}`);
    }
    onlyWestEurope();
  });

  it("notices a private link service that the platform has made anew, and waits for its approval", () => {
    platform.store.remove(eastus.pls);
    eastus.reconcile();
    expect(breakOf(eastus)).to.have.property("link", "private link connection");
    expect(breakOf(eastus).text).to.contain("is Pending, not Approved");
    onlyWestEurope();
    const [asked] = connectionsOf(platform.subscription.read(eastus.pls));
    const { view } = platform.subscription;
    decideConnection(view, platform.effects, eastus.pls, asked?.name ?? "", "Approved", undefined);
    expect(shares()).to.deep.equal({ "stamp-eastus": 0.5, "stamp-westeurope": 0.5 });
  });

  it("does not take another tenant's connection for its own, approved or not", () => {
    const pls = platform.subscription.read(eastus.pls) ?? expect.fail();
    platform.store.put({ ...pls, facts: { ...pls.facts, privateEndpointConnections: [] } });
    requestConnection(platform.subscription.view, platform.effects, eastus.pls, {
      privateEndpointId:
        "/subscriptions/other/resourceGroups/x/providers/Microsoft.Network/privateEndpoints/theirs",
      groupId: "",
      description: "somebody else",
      approved: true,
    });
    expect(breakOf(eastus).link).to.equal("private link connection");
    expect(breakOf(eastus).text)
      .to.contain("no connection from this Front Door")
      .and.to.contain("'somebody else' (Approved)");
    onlyWestEurope();
  });

  it("notices that nothing stands behind the gateway's service", () => {
    eastus.reinstall("gateway", take("Deployment"));
    expect(breakOf(eastus).link).to.equal("pods");
    onlyWestEurope();
  });

  it("takes a deployment of no replicas for none", () => {
    eastus.reinstall("gateway", (objects) =>
      objects.map((object) =>
        object["kind"] === "Deployment"
          ? { ...object, spec: { ...(object["spec"] as Properties), replicas: 0 } }
          : object,
      ),
    );
    expect(breakOf(eastus).link).to.equal("pods");
  });

  it("notices a gateway that listens for another name", () => {
    eastus.reinstall("gateway", (objects) =>
      objects.map((object) =>
        object["kind"] === "Gateway"
          ? { ...object, spec: { listeners: [{ hostname: "www.example.com" }] } }
          : object,
      ),
    );
    expect(breakOf(eastus).link).to.equal("gateway");
    expect(breakOf(eastus).text).to.contain(eastus.hostName).and.to.contain("www.example.com");
    onlyWestEurope();
  });

  it("notices a probe path that no route answers, and a route for another Front Door", () => {
    eastus.reinstall("workload", take("HTTPRoute"));
    expect(breakOf(eastus).link).to.equal("gateway route");
    expect(breakOf(eastus).text).to.contain("/healthservice/health/stamp");
    westeurope.reinstall(
      "workload",
      (objects) =>
        JSON.parse(JSON.stringify(objects).replaceAll(platform.frontDoorId, "another")) as Properties[],
    );
    expect(breakOf(westeurope).link).to.equal("gateway route");
    expect(breakOf(westeurope).text).to.contain("headers");
    expect(shares()).to.deep.equal({ "sorry page": 1 });
  });

  it("notices a route whose service or pods are gone", () => {
    eastus.reinstall("workload", take("Service"));
    expect(breakOf(eastus).link).to.equal("service");
    breakStamp(westeurope);
    expect(breakOf(westeurope).link).to.equal("pods");
    expect(breakOf(westeurope).text).to.contain("workload/health");
  });

  it("does not wait for knowledge of what serves the cluster itself", () => {
    const release = eastus.release("workload");
    platform.store.put({
      ...release,
      id: release.id.replace("workload.workload", "kube-system.secrets"),
      facts: {},
    });
    breakStamp(eastus);
    expect(breakOf(eastus).link).to.equal("pods");
  });

  it("takes what could not be rendered for well: nobody knows better", () => {
    const release = eastus.release("workload");
    platform.store.put({ ...release, facts: { services: [] } });
    expect(breakOf(eastus).link).to.equal(undefined);
  });

  it("notices a website that is off, a foreign host name, and a target that is gone", () => {
    const sorry = () => platform.ask().origins.find((origin) => originLabel(origin) === "sorry page");
    platform.store.remove(`${platform.storageId}/staticWebsite`);
    expect(sorry()?.broken?.link).to.equal("website");
    const account = platform.subscription.read(platform.storageId) ?? expect.fail();
    platform.store.put({ ...account, outputs: { primaryEndpoints: { web: "https://other.example/" } } });
    expect(sorry()?.broken?.link).to.equal("host name");
    platform.store.remove(platform.storageId);
    expect(sorry()?.broken?.link).to.equal("private link target");
    expect(shares()).to.deep.equal({ "stamp-eastus": 0.5, "stamp-westeurope": 0.5 });
  });

  it("finds the most specific route, and says when there is none", async () => {
    const { inputs } =
      platform.subscription.read(`${platform.profileId}/afdEndpoints/shop/routes/api`) ?? expect.fail();
    await platform.create("cdn:Route", { ...inputs, routeName: "all", patternsToMatch: ["/*"] });
    await platform.create("cdn:Route", {
      ...inputs,
      routeName: "one",
      patternsToMatch: ["/catalogservice/health"],
    });
    expect(platform.ask(apiPath).route).to.equal("api");
    expect(platform.ask("/CatalogService/health").route).to.equal("one");
    expect(platform.ask("/elsewhere").route).to.equal("all");
    await platform.remove("cdn:Route", `${platform.profileId}/afdEndpoints/shop/routes/all`);
    expect(platform.ask("/elsewhere")).to.include({ outcome: "refused" });
    expect(resolutionText(platform.ask("/elsewhere"))).to.match(/^nobody: no route .* matches \/elsewhere/);
  });

  it("asks routes, endpoints and hosts that are off in vain", async () => {
    const routeId = `${platform.profileId}/afdEndpoints/shop/routes/api`;
    const { inputs } = platform.subscription.read(routeId) ?? expect.fail();
    await platform.update("cdn:Route", routeId, { ...inputs, enabledState: "Disabled" });
    expect(platform.ask().reason).to.contain("no route");
    await platform.update("cdn:Route", routeId, inputs);
    const endpoint = platform.subscription.read(`${platform.profileId}/afdEndpoints/shop`) ?? expect.fail();
    await platform.update("cdn:AFDEndpoint", endpoint.id, { ...endpoint.inputs, enabledState: "Disabled" });
    expect(platform.ask().reason).to.contain("endpoint 'shop' is disabled");
    expect(resolve(platform.subscription.view, "www.example.com", "/").reason).to.contain(
      "no Front Door endpoint",
    );
  });

  it("serves a domain of one's own once its ownership is proven", async () => {
    const { id } = await platform.create("cdn:AFDCustomDomain", {
      profileName: "afd",
      customDomainName: "www",
      hostName: "www.example.com",
      tlsSettings: { certificateType: "ManagedCertificate", minimumTlsVersion: "TLS12" },
    });
    const routeId = `${platform.profileId}/afdEndpoints/shop/routes/api`;
    const { inputs } = platform.subscription.read(routeId) ?? expect.fail();
    await platform.update("cdn:Route", routeId, { ...inputs, customDomains: [{ id }] });
    const ask = () => resolve(platform.subscription.view, "www.example.com", apiPath);
    expect(ask().reason).to.contain("_dnsauth.www.example.com");
    const domain = platform.subscription.read(id) ?? expect.fail();
    platform.store.put({ ...domain, outputs: { ...domain.outputs, domainValidationState: "Approved" } });
    expect(ask().outcome).to.equal("served");
  });
});
