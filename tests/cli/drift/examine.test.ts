import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { lookForDrift } from "../../../cli/commands/drift.ts";
import { examine, remedyFor, type DriftPorts } from "../../../cli/drift/examine.ts";
import { driftLines, driftReport, exitCodes } from "../../../cli/drift/report.ts";
import { parseStackName } from "../../../config/stackName.ts";

const stamp = parseStackName("stamp-eastus");
const group = {
  urn: "urn:pulumi:stamp-eastus::bulkhead::azure-native:resources:ResourceGroup::g",
  type: "azure-native:resources:ResourceGroup",
  id: "/subscriptions/0/resourceGroups/g",
};
const release = {
  urn: "urn:pulumi:stamp-eastus::bulkhead::kubernetes:helm.sh/v3:Release::r",
  type: "kubernetes:helm.sh/v3:Release",
  id: "ns/r",
};

const gone = {
  sequence: 1,
  timestamp: 1,
  resourcePreEvent: {
    metadata: { op: "create", urn: group.urn, type: group.type, old: null, new: { inputs: {} } },
  },
} as unknown as EngineEvent;

function ports(changes: Partial<DriftPorts> = {}): DriftPorts & { readonly excluded: string[][] } {
  const excluded: string[][] = [];
  return {
    excluded,
    deployed: () => Promise.resolve([group, release]),
    underWay: () => 0,
    cluster: () => Promise.resolve({ stack: "stamp-eastus", host: "aks.privatelink.example" }),
    canReach: () => Promise.resolve(true),
    preview: (_, exclude) => {
      excluded.push([...exclude]);
      return Promise.resolve({ events: [], errors: [] });
    },
    ...changes,
  };
}

describe("a look for drift in one stack", () => {
  it("finds none where the preview plans nothing", async () => {
    const at = ports();
    expect(await examine(stamp, at)).to.deep.equal({
      stack: "stamp-eastus",
      outcome: "none",
      resources: [],
      unchecked: [],
      errors: [],
    });
    expect(at.excluded).to.deep.equal([[]]);
  });

  it("leaves Helm releases out where their cluster does not answer, and says so instead of calling that no drift", async () => {
    const at = ports({ canReach: () => Promise.resolve(false) });
    const found = await examine(stamp, at);
    expect(at.excluded).to.deep.equal([[release.urn]]);
    expect(found.outcome).to.equal("unknown");
    expect(found.unchecked).to.deep.equal([
      "1 Helm releases: the API server aks.privatelink.example does not answer from here. Ask on an agent of the operations network.",
    ]);
  });

  it("finds drift in Azure all the same", async () => {
    const at = ports({
      canReach: () => Promise.resolve(false),
      preview: () => Promise.resolve({ events: [gone], errors: [] }),
    });
    const found = await examine(stamp, at);
    expect(found.outcome).to.equal("drift");
    expect(found.unchecked).to.have.length(1);
  });

  it("does not ask a cluster whose stack has no releases", async () => {
    const found = await examine(
      stamp,
      ports({ deployed: () => Promise.resolve([group]), canReach: () => Promise.reject(new Error("asked")) }),
    );
    expect(found.outcome).to.equal("none");
  });

  const untold: [name: string, changes: Partial<DriftPorts>, sentence: RegExp][] = [
    ["a stack that is not deployed", { deployed: () => Promise.resolve(undefined) }, /It is not deployed/],
    ["a deployment that was killed", { underWay: () => 2 }, /how 2 creations ended is not known/],
    [
      "a preview that fails, whatever it had found before",
      {
        preview: () =>
          Promise.resolve({ events: [gone], errors: ["AADSTS70043: The refresh token has expired"] }),
      },
      /Sign in again/,
    ],
  ];
  for (const [name, changes, sentence] of untold) {
    it(`cannot tell of ${name}`, async () => {
      const found = await examine(stamp, ports(changes));
      expect(found.outcome).to.equal("unknown");
      expect(found.resources).to.deep.equal([]);
      expect(found.errors.join("\n")).to.match(sentence);
    });
  }

  it("says what to do about errors of the engine", () => {
    expect(remedyFor(["error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE"])).to.contain(
      "PULUMI_CONFIG_PASSPHRASE",
    );
    expect(remedyFor(['Status=403 Code="AuthorizationFailed"'])).to.contain("Reader");
    expect(remedyFor(["something else"])).to.equal(undefined);
  });
});

describe("a look for drift in an environment", () => {
  const stacks = ["global", "stamp-eastus", "stamp-westeurope"].map((name) => parseStackName(name));
  const request = {
    environment: undefined,
    stacks,
    existing: stacks.map(({ text }) => text),
    only: undefined,
    parallel: 2,
    say: () => undefined,
  };
  const drifted = (name: string) =>
    ports({
      deployed: () => Promise.resolve([group]),
      preview: (stack) => Promise.resolve({ events: stack === name ? [gone] : [], errors: [] }),
    });

  it("is drift as soon as one stack has drifted, and says which", async () => {
    const report = await lookForDrift(request, drifted("stamp-westeurope"));
    expect(report.outcome).to.equal("drift");
    expect(report.stacks.map(({ stack, outcome }) => `${stack} ${outcome}`)).to.deep.equal([
      "global none",
      "stamp-eastus none",
      "stamp-westeurope drift",
    ]);
    expect(exitCodes[report.outcome]).to.equal(1);
  });

  it("is none only if all could be told", async () => {
    expect((await lookForDrift(request, drifted(""))).outcome).to.equal("none");
    const report = await lookForDrift(request, ports({ underWay: (name) => (name === "global" ? 1 : 0) }));
    expect(report.outcome).to.equal("unknown");
    expect(exitCodes[report.outcome]).to.equal(2);
  });

  it("names stacks that have no file any more", async () => {
    const report = await lookForDrift({ ...request, existing: ["stamp-uksouth"] }, drifted(""));
    expect(report.stacks.at(-1)).to.include({ stack: "stamp-uksouth", outcome: "unknown" });
    expect(
      (await lookForDrift({ ...request, existing: ["stamp-uksouth"], only: ["global"] }, drifted(""))).stacks,
    ).to.have.length(1);
  });

  it("works on as many stacks at once as it may", async () => {
    let now = 0;
    let most = 0;
    await lookForDrift(
      request,
      ports({
        preview: async () => {
          most = Math.max(most, (now += 1));
          await new Promise((resolve) => setTimeout(resolve, 5));
          now -= 1;
          return { events: [], errors: [] };
        },
      }),
    );
    expect(most).to.equal(2);
  });

  it("is readable, and says who can have done it", () => {
    const report = driftReport("default", [
      {
        stack: "global",
        outcome: "drift",
        unchecked: [],
        errors: [],
        resources: [
          {
            urn: "u",
            name: "Origin o",
            type: "t",
            id: "/subscriptions/0/o",
            change: "changed",
            operation: "update",
            properties: [{ path: "weight", actual: 77, expected: 500 }],
          },
          {
            urn: "v",
            name: "Rule r",
            type: "t",
            id: undefined,
            change: "pending",
            operation: "create",
            properties: [],
          },
        ],
      },
      {
        stack: "stamp-eastus",
        outcome: "unknown",
        resources: [],
        unchecked: ["5 Helm releases: no."],
        errors: [],
      },
    ]);
    const lines = driftLines(report, false);
    expect(lines).to.deep.equal([
      "✖ global                 2 resources not as the program says",
      "    Origin o: changed in Azure",
      "      weight: is 77, should be 500",
      "      /subscriptions/0/o",
      "    Rule r: not deployed yet, would be created",
      "? stamp-eastus           could not be told, or not of everything",
      "    not checked: 5 Helm releases: no.",
      "",
      "Who did it, for ninety days back:",
      '  az monitor activity-log list --offset 90d --resource-id /subscriptions/0/o --query "[].{when:eventTimestamp, who:caller, what:operationName.value}" -o table',
      "",
      "To take Azure back to what the program says: npx bulkhead up --only global",
    ]);
    expect(driftLines(report, true).join("\n")).to.not.contain("az monitor");
  });

  it("shows long values from where they differ, and what is there or missing", () => {
    const line = (actual: unknown, expected: unknown) => {
      const properties = [{ path: "rule", actual, expected }];
      const resource = { urn: "u", name: "R", type: "t", id: undefined, operation: "update", properties };
      const resources = [{ ...resource, change: "changed" as const }];
      const stack = { stack: "global", outcome: "drift" as const, unchecked: [], errors: [], resources };
      return driftLines(driftReport("default", [stack]), true)[2]?.trim();
    };
    expect(line(undefined, 1)).to.equal("rule: is missing, should be 1");
    expect(line({ a: 1 }, undefined)).to.equal('rule: is {"a":1}, should not be there');
    const long = "x".repeat(300);
    expect(line(`${long}a`, `${long}b`)).to.match(/^rule: is …x{118}a", should be …x{118}b"$/);
    expect(line(`a${long}`, `b${long}`)).to.match(/^rule: is "ax+…, should be "bx+…$/);
  });
});
