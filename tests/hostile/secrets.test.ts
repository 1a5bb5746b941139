import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { Journal } from "../../cli/journal.ts";
import { loadEnvironment } from "../../config/load.ts";
import { readState } from "../../graph/readers/state.ts";
import { isSecret, secretSignature, signatureKey } from "../../lib/secretMark.ts";
import { runStack, type StackRun } from "../support/runStack.ts";
import { runStamp } from "../support/stacks.ts";
import { findSecrets, type Secret } from "./support/secretScan.ts";
import { Folder, soundFiles, stackText } from "./support/stackFolder.ts";

const planted = "PLANTED-q8ZsV4nW2kLx";
const secret: Secret = { text: planted, of: "planted" };
const mark = { [signatureKey]: secretSignature };

/** Paths at which the planted text stands outside of what is marked as a secret. */
function inClear(value: unknown, at: string): string[] {
  if (typeof value === "string") return value.includes(planted) ? [at] : [];
  if (typeof value !== "object" || value === null) return [];
  if (isSecret(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => inClear(inner, `${at}.${key}`));
}

const registered = ({ resources }: StackRun): string[] =>
  resources.flatMap(({ urn, inputs }) => inClear(inputs, urn));
const holds = ({ resources }: StackRun): boolean => JSON.stringify(resources).includes(planted);

describe("secrets", () => {
  const receivers = (uri: unknown) => ({ alerts: { receivers: { webhooks: [{ name: "chat", uri }] } } });

  it("that Event Grid is told are registered as secrets", async () => {
    const values = { vault: { expiryWebhook: `https://example.com/${planted}` } };
    const run = await runStack("global", { values });
    expect(holds(run), "it is registered").to.equal(true);
    expect(registered(run)).to.deep.equal([]);
  });

  it("that a configuration has are registered as secrets, and stand in no contract", async () => {
    const run = await runStack("global", { values: receivers(`https://example.com/${planted}`) });
    expect(holds(run), "it is registered").to.equal(true);
    expect(registered(run)).to.deep.equal([]);
    expect(JSON.stringify(run.contract)).not.to.contain(planted);
  });

  it("that the program draws are registered as secrets, and stand in no contract", async () => {
    const run = await runStamp("stamp-eastus", {
      answer: (resource, usual) =>
        resource.type.includes("RandomPassword") ? { ...usual, result: planted } : usual,
    });
    expect(holds(run), "it is registered").to.equal(true);
    expect(registered(run)).to.deep.equal([]);
    expect(JSON.stringify(run.contract)).not.to.contain(planted);
  });

  it("stand in no message about a configuration that is refused", () => {
    const folder = new Folder();
    try {
      const hook = `https://example.com/${planted}`;
      const wrong: readonly Record<string, unknown>[] = [
        receivers(`http://example.com/${planted}`),
        receivers([hook]),
        receivers({ value: hook }),
        { alerts: { receivers: { webhooks: { name: "chat", uri: hook } } } },
        { alerts: { receivers: { webhooks: [hook] } } },
        { alerts: { receivers: { webhooks: [{ name: "", uri: hook }] } } },
        { alerts: { receivers: { webhooks: [{ name: "chat", url: hook }] } } },
        { alerts: { receivers: [{ name: "chat", uri: hook }] } },
        { alerts: [hook] },
      ];
      for (const values of wrong) {
        const text = stackText({ location: "eastus", ...values });
        folder.hold(soundFiles, { "Pulumi.global.yaml": text });
        expect(() => loadEnvironment(folder.root, undefined), stringify(values))
          .to.throw()
          .with.property("message")
          .that.does.not.contain(planted);
      }
    } finally {
      folder.remove();
    }
  });

  it("stand in no journal, whatever the engine says", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-journal-"));
    try {
      const journal = new Journal(folder, "stamp-eastus");
      const value = { ...mark, plaintext: JSON.stringify(planted), value: planted };
      const creation = { urn: "u", type: "t", provider: "p", parent: "" };
      journal.started({ ...creation, inputs: { name: "x", list: [{ value }], properties: { value } } });
      expect(readFileSync(path.join(folder, "stamp-eastus.jsonl"), "utf8")).not.to.contain(planted);
      const kept = { ...mark, ciphertext: "[secret]" };
      const inputs = { name: "x", list: [{ value: kept }], properties: { value: kept } };
      expect(journal.underWay()).to.deep.include({ ...journal.underWay()[0], ...creation, inputs });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("stand in no graph that is read from a state", () => {
    const outputs = { properties: { ...mark, plaintext: JSON.stringify(planted) }, name: "x" };
    const resource = { urn: "a::b::c::d", type: "t", custom: true, id: "i", inputs: outputs, outputs };
    const graph = readState("global", { deployment: { resources: [resource] } });
    expect(findSecrets([["graph", Buffer.from(JSON.stringify(graph.nodes))]], [secret])).to.deep.equal([]);
  });
});

describe("the search for secrets", () => {
  const forms: [what: string, text: string][] = [
    ["itself", planted],
    ["in JSON", JSON.stringify({ a: planted })],
    ["in base64", Buffer.from(planted).toString("base64")],
    ["an account key", `AccountKey=${"a".repeat(86)}==`],
    ["a shared access key", `SharedAccessKey=${"b".repeat(43)}=`],
    ["a signature", `https://example.com/?sv=2024&sig=${"c".repeat(43)}`],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----"],
    ["a token", `Bearer eyJ${"h".repeat(30)}.eyJ${"p".repeat(30)}.sig`],
    ["a password in an address", "https://user:hunter2-hunter2@example.com"],
  ];
  for (const [what, text] of forms)
    it(`finds ${what}`, () => {
      expect(findSecrets([["file", Buffer.from(`before ${text} after`)]], [secret])).to.have.length(1);
    });

  it("finds nothing where nothing is", () => {
    const text = "AccountKey= sig=x https://example.com:443/a@b a:b@c SharedAccessKeyName=Root";
    expect(findSecrets([["file", Buffer.from(text)]], [secret])).to.deep.equal([]);
  });
});
