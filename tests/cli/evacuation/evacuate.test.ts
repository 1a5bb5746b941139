import { expect } from "chai";
import {
  changeTraffic,
  type StampFile,
  type TrafficRequest,
  type TrafficResult,
} from "../../../cli/evacuation/evacuate.ts";
import { originBody, originsOf } from "../../../cli/evacuation/origins.ts";
import { parseStackName } from "../../../config/stackName.ts";
import { rejection } from "../../support/rejection.ts";

const subscriptionId = "00000000-0000-4000-8000-000000000000";

/** Front Door and the stack files as two maps. */
class World {
  readonly front = new Map<string, boolean>();
  readonly files = new Map<string, boolean>();
  readonly stamps: StampFile[] = [];
  /** Stacks whose origins Front Door fails to write. */
  readonly broken = new Set<string>();
  readonly order: string[] = [];

  constructor(...stamps: (readonly [stack: string, taking: boolean, held?: string])[]) {
    for (const [text, enabled, held] of stamps) {
      const stack = parseStackName(text);
      this.stamps.push({ stack, location: stack.region ?? "", enabled, held });
      this.files.set(text, enabled);
      for (const { id } of originsOf(stack, subscriptionId)) this.front.set(id, enabled);
    }
  }

  enabled(stack: string): (boolean | undefined)[] {
    return originsOf(parseStackName(stack), subscriptionId).map(({ id }) => this.front.get(id));
  }

  change(
    direction: "evacuate" | "return",
    region: string,
    options: Partial<TrafficRequest> = {},
  ): Promise<TrafficResult> {
    return changeTraffic({
      direction,
      region,
      only: undefined,
      stamps: this.stamps.map((stamp) => ({
        ...stamp,
        enabled: stamp.held === undefined && this.files.get(stamp.stack.text) === true,
      })),
      subscriptionId,
      client: {
        isEnabled: (id) => Promise.resolve(this.front.get(id)),
        setEnabled: (id, enabled) => {
          this.order.push("front door");
          if ([...this.broken].some((stack) => id.endsWith(`-${stack}`)))
            return Promise.reject(new Error("Conflict: try later"));
          this.front.set(id, enabled);
          return Promise.resolve();
        },
      },
      write: (stack, enabled) => {
        this.order.push("file");
        const changed = this.files.get(stack) !== enabled;
        this.files.set(stack, enabled);
        return changed;
      },
      toSorryPage: false,
      say: () => undefined,
      ...options,
    });
  }
}

describe("taking a region out of the traffic", () => {
  it("disables both origins of its stamps at Front Door and says so in their files", async () => {
    const world = new World(["stamp-eastus", true], ["stamp-westeurope", true]);
    const result = await world.change("evacuate", "eastus");
    expect(result).to.deep.include({
      ok: true,
      stamps: ["stamp-eastus"],
      files: ["Pulumi.stamp-eastus.yaml"],
      others: ["stamp-westeurope"],
    });
    expect(world.enabled("stamp-eastus")).to.deep.equal([false, false]);
    expect(world.enabled("stamp-westeurope")).to.deep.equal([true, true]);
    expect(world.files.get("stamp-eastus")).to.equal(false);
  });

  it("writes the file before it tells Front Door, so that no crash leaves a deployment that brings the traffic back", async () => {
    const world = new World(["stamp-eastus", true], ["stamp-westeurope", true]);
    await world.change("evacuate", "eastus");
    expect(world.order).to.deep.equal(["file", "front door", "front door"]);
  });

  it("may be repeated, and finishes what had failed", async () => {
    const world = new World(["stamp-eastus", true], ["stamp-westeurope", true]);
    world.broken.add("eus");
    const first = await world.change("evacuate", "eastus");
    expect(first.ok).to.equal(false);
    expect(first.origins.map(({ outcome, error }) => [outcome, error])).to.deep.equal([
      ["failed", "Conflict: try later"],
      ["failed", "Conflict: try later"],
    ]);
    expect(world.files.get("stamp-eastus")).to.equal(false);
    world.broken.clear();
    expect((await world.change("evacuate", "eastus")).ok).to.equal(true);
    const third = await world.change("evacuate", "eastus");
    expect(third.origins.map(({ outcome }) => outcome)).to.deep.equal(["as it was", "as it was"]);
    expect(third.files).to.deep.equal([]);
  });

  it("brings it back by the same way", async () => {
    const world = new World(["stamp-eastus", true], ["stamp-westeurope", true]);
    await world.change("evacuate", "eastus");
    expect((await world.change("return", "eastus")).ok).to.equal(true);
    expect(world.enabled("stamp-eastus")).to.deep.equal([true, true]);
    expect(world.files.get("stamp-eastus")).to.equal(true);
  });

  it("takes all generations of the region, and leaves the file of one that a release has drained", async () => {
    const world = new World(["stamp-eastus", false], ["stamp-eastus-b", true], ["stamp-westeurope", true]);
    const result = await world.change("evacuate", "eastus");
    expect(result.files).to.deep.equal(["Pulumi.stamp-eastus-b.yaml"]);
    expect(result.origins.map(({ stack, outcome }) => `${stack} ${outcome}`)).to.deep.equal([
      "stamp-eastus as it was",
      "stamp-eastus as it was",
      "stamp-eastus-b changed",
      "stamp-eastus-b changed",
    ]);
  });

  it("leaves the file of a stamp that a weight of 0 has drained", async () => {
    const world = new World(["stamp-eastus", true, "edge.weight is 0."], ["stamp-westeurope", true]);
    expect((await world.change("evacuate", "eastus")).files).to.deep.equal([]);
    expect(world.order).not.to.include("file");
  });

  it("says that a stamp was never registered", async () => {
    const world = new World(["stamp-eastus", true], ["stamp-westeurope", true]);
    world.front.clear();
    world.front.set(originsOf(parseStackName("stamp-westeurope"), subscriptionId)[0]?.id ?? "", true);
    const result = await world.change("evacuate", "eastus", { toSorryPage: true });
    expect(result.ok).to.equal(false);
    expect(result.origins.map(({ outcome }) => outcome)).to.deep.equal(["missing", "missing"]);
  });

  describe("refuses, before anything is changed,", () => {
    const refused = async (
      world: World,
      direction: "evacuate" | "return",
      region: string,
      options: Partial<TrafficRequest> = {},
    ): Promise<string> => {
      const { message } = await rejection(world.change(direction, region, options));
      expect(world.order).to.deep.equal([]);
      return message;
    };

    it("to leave nobody but the sorry page, unless that is wanted", async () => {
      const world = new World(["stamp-eastus", true], ["stamp-westeurope", false]);
      expect(await refused(world, "evacuate", "eastus")).to.match(/sorry page only.*--to-sorry-page/s);
      expect((await world.change("evacuate", "eastus", { toSorryPage: true })).ok).to.equal(true);
    });

    it("to count on a stamp that takes requests in its file only", async () => {
      const world = new World(["stamp-eastus", true], ["stamp-westeurope", true]);
      for (const { id } of originsOf(parseStackName("stamp-westeurope"), subscriptionId))
        world.front.set(id, false);
      expect(await refused(world, "evacuate", "eastus")).to.match(/sorry page only/);
    });

    it("a region without stamps", async () => {
      const world = new World(["stamp-eastus", true], ["stamp-westeurope", true]);
      expect(await refused(world, "evacuate", "westus3")).to.match(/'westus3'.*eastus, westeurope/s);
    });

    it("a stamp of another region", async () => {
      const world = new World(["stamp-eastus", true], ["stamp-westeurope", true]);
      const only = ["stamp-westeurope"];
      expect(await refused(world, "evacuate", "eastus", { only })).to.match(/no stamp of eastus/);
    });

    it("to guess which of two generations comes back", async () => {
      const world = new World(["stamp-eastus", false], ["stamp-eastus-b", false], ["stamp-westeurope", true]);
      expect(await refused(world, "return", "eastus")).to.match(/several stamps.*--only stamp-eastus/s);
      expect((await world.change("return", "eastus", { only: ["stamp-eastus-b"] })).stamps).to.deep.equal([
        "stamp-eastus-b",
      ]);
    });

    it("to bring back a stamp that its file holds back in another way", async () => {
      const world = new World(["stamp-eastus", false, "edge.weight is 0."], ["stamp-westeurope", true]);
      expect(await refused(world, "return", "eastus")).to.match(/edge\.weight is 0.*deploy the stamp/s);
    });
  });
});

describe("an origin that is written as it was", () => {
  it("keeps what can be written, and nothing that Front Door alone says", () => {
    const properties = {
      hostName: "a.example.com",
      weight: 500,
      enabledState: "Enabled",
      originHostHeader: null,
      provisioningState: "Succeeded",
      deploymentStatus: "NotStarted",
      originGroupName: "og",
    };
    expect(originBody(properties, false)).to.deep.equal({
      properties: { hostName: "a.example.com", weight: 500, enabledState: "Disabled" },
    });
  });
});
