import { expect } from "chai";
import { loadEnvironment } from "../../config/load.ts";
import { encryptedStandIn } from "../../lib/encrypted.ts";
import { rehearsedText } from "../../rehearsal/stackCopy.ts";
import { goodFiles, refusal, withFiles } from "./support.ts";

const file = "Pulumi.global.yaml";
const hook = `# who is told
config:
  bulkhead:location: eastus
  bulkhead:alerts:
    receivers:
      webhooks:
        - name: chat
          uri:
            secure: v1:abc:def
secretsprovider: azurekeyvault://kv.vault.azure.net/keys/pulumi
encryptedkey: abc
`;
const load = (text: string) =>
  withFiles({ ...goodFiles, [file]: text }, (root) => loadEnvironment(root, undefined));

describe("encrypted values of a stack file", () => {
  it("are checked by what stands in their place, where they are secret addresses", () => {
    const context = load(hook).find(({ kind }) => kind === "global");
    expect(JSON.stringify(context?.config)).to.contain(encryptedStandIn).and.not.to.contain("v1:abc");
    const expiry =
      "config:\n  bulkhead:location: eastus\n  bulkhead:vault: { expiryWebhook: { secure: v1:x } }\n";
    expect(() => load(expiry)).not.to.throw();
  });

  const decisive: [what: string, text: string, key: string][] = [
    ["a location", "config:\n  bulkhead:location: { secure: v1:x }\n", "location"],
    ["a section", "config:\n  bulkhead:location: eastus\n  bulkhead:alerts: { secure: v1:x }\n", "alerts"],
  ];
  for (const [what, text, key] of decisive)
    it(`are refused as ${what}, with the key`, () => {
      const error = refusal(() => load(text));
      expect([error.file, error.key]).to.deep.equal([file, key]);
      expect(error.message).to.contain("It is encrypted").and.to.contain("--secret --path");
    });

  it("do not come into a rehearsal, nor does who encrypts them", () => {
    const copy = rehearsedText(file, hook, "encryptionsalt: v1:own");
    expect(copy).to.equal(`# who is told
config:
  bulkhead:location: eastus
  bulkhead:alerts:
    receivers:
      webhooks:
        - name: chat
          uri: ${encryptedStandIn}
encryptionsalt: v1:own
`);
    const real = "encryptionsalt: v1:real\nconfig:\n  bulkhead:location: eastus\n";
    expect(rehearsedText(file, real, undefined)).to.equal("config:\n  bulkhead:location: eastus\n");
    expect(rehearsedText(file, real, "encryptionsalt: v1:own")).not.to.contain("v1:real");
  });

  it("leave every other file as it is in a rehearsal", () => {
    const plain = "# a comment\nconfig: { bulkhead:location:   eastus }\n";
    expect(rehearsedText(file, plain, undefined)).to.equal(plain);
  });
});
