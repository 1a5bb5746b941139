import { expect } from "chai";
import fc from "fast-check";
import { cosmosAccountSettings, cosmosFingerprint } from "../../lib/cosmosAccount.ts";
import {
  changedZones,
  planLocations,
  type CosmosLocation,
  type DeployedCosmos,
} from "../../lib/cosmosLocations.ts";

const at = (location: string, zoneRedundant = true): CosmosLocation => ({ location, zoneRedundant });
const deployed = (...locations: string[]): DeployedCosmos => ({
  locations: locations.map((location) => at(location)),
  settings: "s1",
});
const order = (locations: readonly CosmosLocation[]) => locations.map(({ location }) => location);

describe("regions of the Cosmos DB account", () => {
  it("are those wanted, the hub first, in the first deployment", () => {
    const plan = planLocations(undefined, [at("eastus"), at("westeurope")], "s1");
    expect(order(plan.locations)).to.deep.equal(["eastus", "westeurope"]);
    expect(plan.waiting).to.equal(undefined);
  });

  it("keep their order when one comes that sorts between them", () => {
    const plan = planLocations(
      deployed("eastus", "westeurope"),
      [at("eastus"), at("swedencentral"), at("westeurope")],
      "s1",
    );
    expect(order(plan.locations)).to.deep.equal(["eastus", "westeurope", "swedencentral"]);
    expect(plan.waiting).to.equal(undefined);
  });

  it("wait while anything else of the account changes", () => {
    const plan = planLocations(deployed("eastus"), [at("eastus"), at("westus3")], "s2");
    expect(order(plan.locations)).to.deep.equal(["eastus"]);
    expect(plan.waiting).to.match(/adding westus3 waits for the next deployment/);
  });

  it("do not wait when only another property changes", () => {
    expect(planLocations(deployed("eastus"), [at("eastus")], "s2").waiting).to.equal(undefined);
  });

  it("hand over before the hub goes, then let it go", () => {
    const wanted = [at("westeurope")];
    const first = planLocations(deployed("eastus", "westeurope"), wanted, "s1");
    expect(order(first.locations)).to.deep.equal(["westeurope", "eastus"]);
    expect(first.waiting).to.match(/eastus is the hub .* hands over to westeurope first/);
    const second = planLocations({ locations: first.locations, settings: "s1" }, wanted, "s1");
    expect(order(second.locations)).to.deep.equal(["westeurope"]);
    expect(second.waiting).to.equal(undefined);
  });

  it("come before others go", () => {
    const plan = planLocations(deployed("eastus", "westeurope"), [at("eastus"), at("westus3")], "s1");
    expect(order(plan.locations)).to.deep.equal(["eastus", "westeurope", "westus3"]);
    expect(plan.waiting).to.match(/removing westeurope waits/);
  });

  it("say all of what waits", () => {
    const wanted = [at("westus3"), at("swedencentral")];
    expect(planLocations(deployed("eastus", "westeurope"), wanted, "s2").waiting).to.equal(
      "Azure changes the regions of a Cosmos DB account apart from everything else: adding westus3, swedencentral and removing eastus, westeurope waits for the next deployment.",
    );
    expect(
      planLocations(deployed("eastus", "westeurope"), [at("westeurope"), at("westus3")], "s1").waiting,
    ).to.equal(
      "eastus is the hub of the Cosmos DB account and hands over to westeurope first: adding westus3 and removing eastus waits for the next deployment.",
    );
  });

  it("are those wanted where the last deployment left none", () => {
    expect(planLocations(deployed(), [at("eastus")], "s2")).to.deep.equal({
      locations: [at("eastus")],
      waiting: undefined,
    });
  });

  it("say which would change their zones", () => {
    expect(
      changedZones(deployed("eastus", "westeurope"), [at("eastus", false), at("westus3", false)]),
    ).to.deep.equal([at("eastus", false)]);
    expect(changedZones(deployed("eastus"), [at("eastus")])).to.deep.equal([]);
    expect(changedZones(undefined, [at("eastus")])).to.deep.equal([]);
  });

  it("reach what is wanted in a few deployments, each of which Azure accepts", () => {
    const region = fc.constantFrom("a", "b", "c", "d", "e", "f");
    const regions = fc.uniqueArray(region, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(regions, regions, fc.boolean(), (before, after, changes) => {
        const wanted = after.map((location) => at(location));
        const settings = changes ? "s2" : "s1";
        let last = deployed(...before);
        let rounds = 0;
        for (let waiting: string | undefined = ""; waiting !== undefined; rounds += 1) {
          const plan = planLocations(last, wanted, settings);
          const [old, now] = [order(last.locations), order(plan.locations)];
          const came = now.filter((name) => !old.includes(name));
          const went = old.filter((name) => !now.includes(name));
          // Apart from every other property, additions apart from removals, and never the hub.
          if (came.length + went.length > 0) expect(last.settings).to.equal(settings);
          expect(came.length === 0 || went.length === 0).to.equal(true);
          expect(went).to.not.include(old[0]);
          last = { locations: plan.locations, settings };
          waiting = plan.waiting;
          expect(rounds).to.be.lessThan(4);
        }
        expect(order(last.locations)).to.have.members(after);
        expect(planLocations(last, wanted, settings)).to.deep.equal({
          locations: last.locations,
          waiting: undefined,
        });
      }),
    );
  });
});

describe("settings of the Cosmos DB account", () => {
  const tags = { team: "one", stack: "global" };

  it("know no keys, no public network and no old TLS", () => {
    expect(cosmosAccountSettings({ mode: "continuous7Days" }, tags)).to.deep.include({
      disableLocalAuth: true,
      disableKeyBasedMetadataWriteAccess: true,
      publicNetworkAccess: "Disabled",
      networkAclBypass: "None",
      minimalTlsVersion: "Tls12",
      backupPolicy: { type: "Continuous", continuousModeProperties: { tier: "Continuous7Days" } },
    });
  });

  it("have a fingerprint that tells every change and no order of keys", () => {
    const of = (settings: object) => cosmosFingerprint(settings);
    const usual = of(cosmosAccountSettings({ mode: "continuous30Days" }, tags));
    expect(
      of(cosmosAccountSettings({ mode: "continuous30Days" }, { stack: "global", team: "one" })),
    ).to.equal(usual);
    expect(of(cosmosAccountSettings({ mode: "continuous7Days" }, tags))).to.not.equal(usual);
    expect(of(cosmosAccountSettings({ mode: "continuous30Days" }, { ...tags, team: "two" }))).to.not.equal(
      usual,
    );
  });
});
