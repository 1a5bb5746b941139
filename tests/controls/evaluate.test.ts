import { expect } from "chai";
import { stackControl } from "../../controls/define.ts";
import { evaluate, type ControlSettings } from "../../controls/evaluate.ts";
import { platformControl, resourceControl } from "../../controls/define.ts";
import { at, every, refersTo, textsWithin } from "../../controls/read.ts";
import { exampleResources, resourceOf } from "../../controls/resource.ts";
import type { Control, ExampleResource, Resource } from "../../controls/types.ts";
import { unknownText } from "../../controls/unknown.ts";

const common = {
  title: "It is small.",
  why: "It is an example.",
  remedy: "Make it smaller.",
  severity: "low",
  references: { mcsb: ["NS-1"] },
  types: ["network:Subnet"],
  accepts: [[]],
  refuses: [[]],
  breaks: { stack: "stamp", change: () => undefined },
} as const;

const small: Control = resourceControl({
  ...common,
  id: "network-small",
  parameters: { most: { type: "number", description: "The most it may be.", default: 10 } },
  check: ({ props }, refuse, { most }) => {
    if (Number(props["size"]) > most) refuse(`The size is over ${most}.`);
  },
});

function run(
  controls: readonly Control[],
  resources: readonly ExampleResource[],
  settings: Record<string, ControlSettings> = {},
): string[] {
  const { findings } = evaluate(controls, exampleResources(resources), {
    controls: settings,
    today: "2026-11-21",
  });
  return findings.map(({ outcome, resource, message }) => `${outcome} ${resource?.name}: ${message}`);
}

const subnet = (size: unknown, name = "one", stack = "global"): ExampleResource => ({
  type: "network:Subnet",
  name,
  stack,
  props: { size },
});

describe("controls/evaluate", () => {
  it("asks a control only about the types that it reads, and counts it only if there are any", () => {
    const other = { type: "network:RouteTable", props: { size: 99 } };
    const evaluation = evaluate([small], exampleResources([other]), { controls: {}, today: "2026-11-21" });
    expect(evaluation).to.deep.equal({ evaluated: [], findings: [] });
    expect(run([small], [other, subnet(11)])).to.deep.equal(["refused one: The size is over 10."]);
  });

  it("takes * for all of azure-native and nothing else", () => {
    const any = { ...small, types: ["*"] } as Control;
    expect(run([any], [{ ...subnet(11), type: "web:WebApp" }])).to.have.length(1);
    expect(run([any], [{ ...subnet(11), type: "kubernetes:helm.sh/v3:Release" }])).to.be.empty;
    expect(run([any], [{ ...subnet(11), type: "random:index/randomString:RandomString" }])).to.be.empty;
    expect(run([any], [{ ...subnet(11), type: "bulkhead:edge:PrivateLinkApproval" }])).to.be.empty;
  });

  it("takes parameters from the settings, and defaults for the rest", () => {
    expect(run([small], [subnet(11)], { "network-small": { values: { most: 11 } } })).to.be.empty;
    expect(run([small], [subnet(11)], { "network-small": { values: {} } })).to.have.length(1);
  });

  it("does not ask what is disabled, unless it is enabled", () => {
    const off = { ...small, enforcement: "disabled" } as Control;
    expect(run([small], [subnet(11)], { "network-small": { enforcement: "disabled" } })).to.be.empty;
    expect(run([off], [subnet(11)])).to.be.empty;
    expect(run([off], [subnet(11)], { "network-small": { enforcement: "advisory" } })).to.have.length(1);
  });

  it("is undecided where a value is unknown, whatever the check would make of it", () => {
    expect(run([small], [subnet(unknownText)])).to.deep.equal([
      "undecided one: Cannot know yet: size is known only during the update, which decides it.",
    ]);
  });

  it("is undecided about a secret no more than about any other value", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: 11,
    };
    const resource = resourceOf({
      urn: "urn",
      name: "one",
      stack: "global",
      token: "azure-native:network/v20240501:Subnet",
      inputs: { size: secret },
      id: undefined,
      protect: false,
      ignoreChanges: [],
      parent: undefined,
      dependencies: [],
    });
    const { findings } = evaluate([small], [resource], { controls: {}, today: "2026-11-21" });
    expect(findings.map(({ message }) => message)).to.deep.equal(["The size is over 10."]);
  });

  it("passes on a defect of a check", () => {
    const broken = {
      ...small,
      check: () => {
        throw new TypeError("no such thing");
      },
    } as Control;
    expect(() => run([broken], [subnet(1)])).to.throw(TypeError);
  });

  it("shows a stack control one stack at a time, and a platform control all of them", () => {
    const count = (
      whole: { resources: readonly Resource[] },
      refuse: (r: undefined, m: string) => void,
    ): void => refuse(undefined, `${whole.resources.length} resources.`);
    const two = [subnet(1, "a", "stamp-eastus"), subnet(1, "b", "stamp-eastus"), subnet(1, "c", "global")];
    const stack = stackControl({ ...common, id: "network-count", check: count });
    const platform = platformControl({ ...common, id: "network-count", check: count });
    expect(run([stack], two)).to.deep.equal([
      "refused undefined: 2 resources.",
      "refused undefined: 1 resources.",
    ]);
    expect(run([platform], two)).to.deep.equal(["refused undefined: 3 resources."]);
  });

  it("exempts what a stack lacks only by *", () => {
    const lacking = stackControl({
      ...common,
      id: "network-lacking",
      check: (_, refuse) => refuse(undefined, "Something is missing."),
    });
    const exempt = (resource: string): string[] =>
      run([lacking], [subnet(1)], {
        "network-lacking": { exemptions: [{ resource, reason: "So.", expires: "2027-01-01" }] },
      });
    expect(exempt("*")[0]).to.match(/^exempted/);
    expect(exempt("one")[0]).to.match(/^refused/);
  });
});

describe("controls/read", () => {
  const [guarded] = exampleResources([
    {
      type: "network:Subnet",
      props: { a: { b: unknownText }, list: [{ id: "/x" }, { id: unknownText }], c: 1 },
    },
  ]);

  it("stumbles over what is unknown, however deep", () => {
    expect(() => at(guarded?.props ?? {}, "a", "b")).to.throw("a.b is not known yet");
    expect(() => textsWithin(guarded?.props["list"])).to.throw("list.1.id is not known yet");
    expect(at(guarded?.props ?? {}, "c")).to.equal(1);
    expect(at(guarded?.props ?? {}, "missing", "too")).to.equal(undefined);
  });

  it("runs every check in spite of one that stumbles", () => {
    const ran: string[] = [];
    const stumble = (): unknown => at(guarded?.props ?? {}, "a", "b");
    expect(() =>
      every(
        () => void stumble(),
        () => void ran.push("second"),
      ),
    ).to.throw("a.b is not known yet");
    expect(ran).to.deep.equal(["second"]);
  });

  describe("refersTo", () => {
    const of = (type: string, props: Record<string, unknown>, id?: string): Resource =>
      exampleResources([{ type, props, ...(id === undefined ? {} : { id }) }])[0] as Resource;

    it("knows a resource by type and name, in any case", () => {
      const registry = of("containerregistry:Registry", { registryName: "crshop" });
      expect(refersTo("/subscriptions/1/x/Registries/CRSHOP", registry)).to.equal(true);
      expect(refersTo("/subscriptions/1/x/registries/other", registry)).to.equal(false);
      expect(refersTo("/subscriptions/1/x/virtualNetworks/crshop", registry)).to.equal(false);
      expect(refersTo(undefined, registry)).to.equal(false);
    });

    it("compares ids where Pulumi names the resource", () => {
      const network = of("network:VirtualNetwork", { location: "eastus" }, "/x/virtualNetworks/net1a2b");
      expect(refersTo("/X/virtualNetworks/net1a2b", network)).to.equal(true);
      expect(refersTo("/x/virtualNetworks/other", network)).to.equal(false);
    });
  });
});
