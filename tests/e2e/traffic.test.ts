import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { summaryText } from "../../cli/summary.ts";
import { trafficOf, type TrafficRoute } from "../../cli/traffic.ts";
import { requestConnection, type LinkConnection } from "../../rehearsal/azure/links.ts";
import type { LoadBalancerService } from "../../rehearsal/azure/kubernetes/services.ts";
import type { ReleaseTraffic } from "../../rehearsal/azure/kubernetes/traffic.ts";
import { idKey } from "../../rehearsal/azure/ids.ts";
import type { Resource } from "../../rehearsal/azure/model.ts";
import { textAt, type Properties } from "../../lib/properties.ts";
import type { ChainLink } from "../../rehearsal/azure/routing/types.ts";
import { Store } from "../../rehearsal/azure/store.ts";
import { blobId } from "../../rehearsal/azure/types/storage/website.ts";
import { viewOf } from "../../rehearsal/azure/view.ts";
import { databaseOf } from "./platform.ts";

/** The committed platform with its own charts, of which a test takes one part away. */
class Deployed {
  readonly store: Store;
  readonly view;

  constructor(database: string) {
    this.store = new Store(database);
    this.view = viewOf(this.store);
  }

  one(arm: string, matches: (resource: Resource) => boolean): Resource {
    const found = this.view.ofType(arm).filter(matches);
    if (found.length !== 1) throw new Error(`${found.length} of ${arm} match`);
    return found[0] as Resource;
  }

  origin(group: "api" | "site", stamp: string): Resource {
    const inGroup = (id: string) => new RegExp(`/originGroups/[^/]*${group}[^/]*/`, "i").test(id);
    return this.one(
      "Microsoft.Cdn/profiles/originGroups/origins",
      ({ id, inputs }) =>
        inGroup(id) &&
        (textAt(inputs, "sharedPrivateLinkResource.requestMessage") ?? "").includes(`/${stamp}/`),
    );
  }

  /** What a stamp's origin leads to: its private link service or the account of its pages. */
  target(group: "api" | "site", stamp: string): Resource {
    const id = textAt(this.origin(group, stamp).inputs, "sharedPrivateLinkResource.privateLink.id") ?? "";
    return this.view.find(id) ?? expect.fail(`no ${id}`);
  }

  cluster(stamp: string): Resource {
    const id = textAt(this.target("api", stamp).facts, "cluster") ?? "";
    return this.view.find(id) ?? expect.fail(`no ${id}`);
  }

  releases(stamp: string): Resource[] {
    return this.view.below(this.cluster(stamp).id).filter(({ arm }) => arm === "Helm/releases");
  }

  /** Changes what the releases of a stamp have rendered. */
  change(stamp: string, change: (traffic: ReleaseTraffic) => ReleaseTraffic): void {
    for (const release of this.releases(stamp)) {
      const traffic = release.facts["traffic"] as ReleaseTraffic | undefined;
      if (traffic) this.put(release, { traffic: change(traffic) });
    }
  }

  put(resource: Resource, facts: Properties, inputs: Properties = {}): void {
    this.store.put({
      ...resource,
      facts: { ...resource.facts, ...facts },
      inputs: { ...resource.inputs, ...inputs },
    });
  }

  /** Changes the one Service of a stamp that asks for its private link service, or takes it away. */
  changeService(
    stamp: string,
    change: (service: LoadBalancerService) => LoadBalancerService | undefined,
  ): void {
    for (const release of this.releases(stamp)) {
      const services = (release.facts["services"] ?? []) as LoadBalancerService[];
      this.put(release, { services: services.flatMap((service) => change(service) ?? []) });
    }
  }

  connections(
    group: "api" | "site",
    stamp: string,
    change: (old: LinkConnection[]) => LinkConnection[],
  ): void {
    const target = this.target(group, stamp);
    const connections = (target.facts["privateEndpointConnections"] ?? []) as LinkConnection[];
    this.put(target, { privateEndpointConnections: change(connections) });
  }

  traffic(): TrafficRoute[] {
    return trafficOf(this.view, undefined);
  }

  /** Who gets which part of the requests of a route. */
  shares(group: "api" | "site"): Record<string, number> {
    const route = this.traffic().find(({ route: name }) => name?.includes(group)) ?? expect.fail(group);
    return Object.fromEntries(
      route.origins.flatMap(({ label, share }) => (share > 0 ? [[label, share]] : [])),
    );
  }

  /** What `up` ends with. */
  said(): string {
    const traffic = this.traffic();
    return summaryText({
      verb: "up",
      rehearsal: true,
      ok: true,
      stacks: [],
      simulatedMinutes: undefined,
      resume: undefined,
      traffic,
    });
  }
}

const east = "stamp-eastus";
const west = "stamp-westeurope";

interface Broken {
  readonly what: string;
  readonly group: "api" | "site";
  readonly make: (deployed: Deployed) => void;
  /** What `up` says of it besides the name of the link; undefined where somebody wanted it so. */
  readonly says?: RegExp;
}

const dropAnnotation = (deployed: Deployed): void => {
  const service = deployed.target("api", east);
  deployed.changeService(east, (old) => ({
    ...old,
    annotations: Object.fromEntries(
      Object.entries(old.annotations).filter(([key]) => !/pls-create$/.test(key)),
    ),
  }));
  deployed.store.remove(service.id);
};

/** Every link of the chain, and ways to break it alone. What is declared ill is no link: it takes no part away. */
const chain: Readonly<Record<Exclude<ChainLink, "declared ill">, readonly Broken[]>> = {
  "origin enabled": [
    {
      what: "a drained stamp",
      group: "api",
      make: (deployed) => deployed.put(deployed.origin("api", east), {}, { enabledState: "Disabled" }),
    },
  ],
  "service annotation": [
    {
      what: "a Service without the annotation",
      group: "api",
      make: dropAnnotation,
      says: /azure-pls-create/,
    },
  ],
  "private link target": [
    {
      what: "a private link service that is gone",
      group: "api",
      make: (deployed) => deployed.store.remove(deployed.target("api", east).id),
      says: /is gone, though Service/,
    },
    {
      what: "a storage account that is gone",
      group: "site",
      make: (deployed) => deployed.store.remove(deployed.target("site", east).id),
      says: /is not there/,
    },
  ],
  "private link connection": [
    {
      what: "a connection that nobody has approved",
      group: "api",
      make: (deployed) =>
        deployed.connections("api", east, (old) => old.map((item) => ({ ...item, status: "Pending" }))),
      says: /is Pending, not Approved/,
    },
    {
      what: "pages whose connection was rejected",
      group: "site",
      make: (deployed) =>
        deployed.connections("site", east, (old) => old.map((item) => ({ ...item, status: "Rejected" }))),
      says: /is Rejected, not Approved/,
    },
    {
      what: "an approved connection of another tenant in place of ours",
      group: "api",
      make: (deployed) => {
        const target = deployed.target("api", east);
        deployed.connections("api", east, () => []);
        const effects = { put: deployed.store.put.bind(deployed.store), remove: () => undefined };
        requestConnection(deployed.view, effects, target.id, {
          privateEndpointId:
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/theirs",
          groupId: "",
          description: "please approve",
          approved: true,
        });
      },
      says: /no connection from this Front Door; of others there are 'please approve' \(Approved\)/,
    },
  ],
  service: [
    {
      what: "a Service that was deleted",
      group: "api",
      make: (deployed) => deployed.changeService(east, () => undefined),
      says: /Service .* is gone/,
    },
  ],
  "load balancer": [
    {
      what: "an internal load balancer that is gone",
      group: "api",
      make: (deployed) => {
        const balancer = textAt(deployed.target("api", east).inputs, "loadBalancer.id") ?? "";
        deployed.store.remove(
          deployed.one("Microsoft.Network/loadBalancers", ({ id }) => idKey(id) === idKey(balancer)).id,
        );
      },
      says: /no frontend for the Service/,
    },
  ],
  gateway: [
    {
      what: "a gateway that listens for another name",
      group: "api",
      make: (deployed) =>
        deployed.change(east, (traffic) => ({
          ...traffic,
          gateways: traffic.gateways.map((gateway) => ({ ...gateway, hostNames: ["www.example.com"] })),
        })),
      says: /no Gateway listens for/,
    },
  ],
  "gateway route": [
    {
      what: "a probe that no route answers",
      group: "api",
      make: (deployed) => deployed.change(east, (traffic) => ({ ...traffic, routes: [] })),
      says: /no HTTPRoute/,
    },
  ],
  pods: [
    {
      what: "a gateway without pods",
      group: "api",
      make: (deployed) => deployed.change(east, (traffic) => ({ ...traffic, pods: [] })),
      says: /no pods stand behind/,
    },
  ],
  "host name": [
    {
      what: "an origin that asks the account for a foreign name",
      group: "site",
      make: (deployed) => {
        const host = { hostName: "www.example.com", originHostHeader: "www.example.com" };
        deployed.put(deployed.origin("site", east), {}, host);
      },
      says: /asks for 'www\.example\.com'/,
    },
  ],
  website: [
    {
      what: "a static website that is off",
      group: "site",
      make: (deployed) => deployed.store.remove(`${deployed.target("site", east).id}/staticWebsite`),
      says: /serves no static website/,
    },
  ],
  "probe object": [
    {
      what: "an object that the probe asks for in vain",
      group: "site",
      make: (deployed) =>
        deployed.store.remove(blobId(deployed.target("site", east).id, "$web", "probe/site.txt")),
      says: /the probe gets 404/,
    },
  ],
};

describe("the way of a request through the platform as committed", function () {
  let folder: string;
  let database: string;
  let deployed: Deployed;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-traffic-"));
    database = await databaseOf("committed");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  // Each test takes its part away from a copy of its own.
  beforeEach(() => {
    const copy = path.join(folder, "azure.db");
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${copy}${suffix}`, { force: true });
    copyFileSync(database, copy);
    deployed = new Deployed(copy);
  });
  afterEach(() => deployed.store.close());

  const even = { [east]: 0.5, [west]: 0.5 };

  it("ends at both stamps, and nothing is broken", () => {
    expect(deployed.shares("api")).to.deep.equal(even);
    expect(deployed.shares("site")).to.deep.equal(even);
    expect(deployed.traffic().flatMap(({ breaks }) => breaks)).to.deep.equal([]);
    expect(deployed.said()).to.contain("stamp-eastus 50 %, stamp-westeurope 50 %");
  });

  for (const [link, cases] of Object.entries(chain)) {
    for (const { what, group, make, says } of cases) {
      it(`goes to the other stamp with ${what}, and \`up\` names ${says ? `the ${link}` : "nobody"}`, () => {
        make(deployed);
        expect(deployed.shares(group)).to.deep.equal({ [west]: 1 });
        expect(deployed.shares(group === "api" ? "site" : "api")).to.deep.equal(even);
        const lines = deployed
          .said()
          .split("\n")
          .filter((line) => line.includes("!"));
        expect(lines).to.have.length(says ? 1 : 0);
        if (says) expect(lines[0]).to.contain(`! ${east}: ${link}: `).and.to.match(says);
      });
    }
  }

  it("ends at the sorry page when all stamps are down, which has an object at every probe path", () => {
    for (const stamp of [east, west]) {
      deployed.change(stamp, (traffic) => ({ ...traffic, pods: [] }));
      deployed.store.remove(`${deployed.target("site", stamp).id}/staticWebsite`);
    }
    for (const group of ["api", "site"] as const)
      expect(deployed.shares(group), group).to.deep.equal({ "sorry page": 1 });
    const outcomes = deployed.traffic().map(({ outcome }) => outcome);
    expect(new Set(outcomes)).to.deep.equal(new Set(["served"]));
  });

  it("goes on at the other stamp when one is drained and then destroyed", () => {
    for (const group of ["api", "site"] as const)
      deployed.put(deployed.origin(group, east), {}, { enabledState: "Disabled" });
    const all = (group: "api" | "site") => deployed.shares(group);
    expect([all("api"), all("site")]).to.deep.equal([{ [west]: 1 }, { [west]: 1 }]);
    for (const group of ["api", "site"] as const) deployed.store.remove(deployed.origin(group, east).id);
    expect([all("api"), all("site")]).to.deep.equal([{ [west]: 1 }, { [west]: 1 }]);
  });
});
