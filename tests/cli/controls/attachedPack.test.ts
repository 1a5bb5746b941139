import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { attachedPack } from "../../../cli/controls/attachedPack.ts";

describe("the policy pack that an engine is given", () => {
  let root: string;
  const configure = (content: string): string => {
    const file = path.join(root, "policy-config.json");
    writeFileSync(file, content);
    return file;
  };
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "bulkhead-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is the project's, with the configuration where there is one", () => {
    const { policyPack, policyConfig } = attachedPack(root);
    expect(path.basename(policyPack ?? "")).to.equal("policy");
    expect(policyConfig).to.equal(undefined);
    const file = configure(JSON.stringify({ all: "advisory" }));
    expect(attachedPack(root).policyConfig).to.equal(file);
  });

  it("is none where it would have nothing to say, and there again where one control is left", () => {
    configure(JSON.stringify({ all: "disabled" }));
    expect(attachedPack(root)).to.deep.equal({ policyPack: undefined, policyConfig: undefined });
    const file = configure(JSON.stringify({ all: "disabled", "network-firewall-zones": "advisory" }));
    expect(attachedPack(root).policyConfig).to.equal(file);
  });

  it("is given a configuration that is wrong: whoever holds it against the controls says what is", () => {
    const file = configure('{"all": "never"}');
    expect(attachedPack(root).policyConfig).to.equal(file);
  });
});
