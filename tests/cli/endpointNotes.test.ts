import { expect } from "chai";
import { endpointNotes } from "../../cli/endpointNotes.ts";
import { changesOfBoth, waitingOf } from "../../cli/waiting.ts";
import { summaryText } from "../../cli/summary.ts";

const both = ["eastus", "westeurope"];

describe("what a change of regions does to stamps that exist", () => {
  it("is one address more in each endpoint of a service that gains a region", () => {
    const deployed = { cosmos: both, registry: both };
    const planned = { cosmos: [...both, "westus3"], registry: [...both, "westus3"] };
    expect(endpointNotes(deployed, planned, ["stamp-eastus", "stamp-westeurope"])).to.deep.equal([
      "adding westus3 gives the Cosmos DB endpoints of stamp-eastus and stamp-westeurope one address more, with DNS records",
      "adding westus3 gives the registry endpoints of stamp-eastus and stamp-westeurope one address more, with DNS records",
    ]);
  });

  it("is one address more in the registry's endpoint of each operations network as well", () => {
    const wider = { cosmos: [...both, "westus3"], registry: [...both, "westus3"] };
    expect(endpointNotes({ cosmos: both, registry: both }, wider, [], ["ops-eastus"])).to.deep.equal([
      "adding westus3 gives the registry endpoint of ops-eastus one address more, with DNS records",
    ]);
  });

  it("is said for each service by itself, also when regions go", () => {
    const deployed = { cosmos: [...both, "westus3"], registry: both };
    expect(endpointNotes(deployed, { cosmos: ["eastus"], registry: both }, ["stamp-eastus"])).to.deep.equal([
      "removing westeurope and westus3 takes 2 addresses from the Cosmos DB endpoint of stamp-eastus, with DNS records",
    ]);
  });

  it("is nothing without a deployment, without stamps and without a change", () => {
    const regions = { cosmos: both, registry: both };
    const wider = { cosmos: [...both, "westus3"], registry: both };
    expect(endpointNotes(undefined, regions, ["stamp-eastus"])).to.deep.equal([]);
    expect(endpointNotes(regions, wider, [])).to.deep.equal([]);
    expect(endpointNotes(regions, regions, ["stamp-eastus"])).to.deep.equal([]);
  });

  it("stands in the summary of a run", () => {
    const summary = {
      verb: "preview" as const,
      rehearsal: true,
      ok: true,
      stacks: [],
      simulatedMinutes: undefined,
      resume: undefined,
    };
    expect(summaryText({ ...summary, notes: ["adding westus3 …"] })).to.contain("Note: adding westus3 ….");
    expect(summaryText(summary)).to.not.contain("Note");
  });
});

describe("a stack that leaves something to its next deployment", () => {
  it("says so in its contract", () => {
    expect(waitingOf({ contract: { cosmos: { waiting: "adding westus3 waits" } } })).to.equal(
      "adding westus3 waits",
    );
    expect(waitingOf({ contract: { cosmos: {} } })).to.equal(undefined);
    expect(waitingOf({ contract: { cosmos: {}, retiring: ["westus3"] } })).to.equal(
      "The logs and metrics of westus3 are not protected any more: the next deployment deletes them.",
    );
    expect(waitingOf({ contract: { cosmos: { waiting: "First." }, retiring: ["westus3"] } })).to.match(
      /^First\. The logs/,
    );
    expect(waitingOf({})).to.equal(undefined);
  });

  it("has changed what both deployments changed", () => {
    expect(changesOfBoth({ update: 2, same: 30 }, { update: 1, create: 1, same: 31 })).to.deep.equal({
      update: 3,
      create: 1,
      same: 31,
    });
  });
});
