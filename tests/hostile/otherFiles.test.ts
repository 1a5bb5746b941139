import { expect } from "chai";
import fc from "fast-check";
import { imageOption, stepsOption, valueOption } from "../../cli/release/options.ts";
import { environmentSettings } from "../../cli/release/start.ts";
import { waysOf } from "../../cli/release/smoke.ts";
import { secretsProviderOf } from "../../cli/secretsProvider.ts";
import { readPolicyConfig } from "../../cli/controls/policyConfig.ts";
import { catalogue } from "../../controls/catalogue/index.ts";
import { fuzz } from "./support/runs.ts";
import { refusalInFile, refusalOf } from "./support/refusals.ts";
import { Folder, hostileFile, stackText } from "./support/stackFolder.ts";
import { hostileText, hostileValue, ownKeys, trickyKeys } from "./support/values.ts";

describe("hostile files beside the stack files", () => {
  const folder = new Folder();
  after(() => folder.remove());

  const settings = () => readPolicyConfig(`${folder.root}/policy-config.json`, catalogue, "2026-11-21");

  it("policy-config.json is refused with the control and what it takes, or taken", async () => {
    const id = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...catalogue.map((control) => control.id)) },
      fc.constantFrom("all", ...trickyKeys),
      hostileText,
    );
    const entry = fc.oneof(
      hostileValue,
      fc
        .tuple(
          fc.constantFrom("enforcementLevel", "exemptions", "minimum", "allowed", "__proto__", "resource"),
          fc.oneof(hostileValue, fc.array(hostileValue, { maxLength: 2 })),
        )
        .map((pair) => ownKeys([pair])),
    );
    const content = fc.array(fc.tuple(id, entry), { maxLength: 3 }).map(ownKeys);
    await fuzz(500, content, async (given) => {
      folder.hold({ "policy-config.json": JSON.stringify(given) });
      const refusal = await refusalInFile(settings, /^policy-config\.json$/);
      if (refusal !== undefined) expect(refusal.key ?? refusal.problem).to.be.a("string");
      expect(({} as Record<string, unknown>)["enforcementLevel"], "nobody's prototype").to.equal(undefined);
    });
  });

  it("policy-config.json is refused, or taken, whatever its text", async () => {
    const text = fc.oneof(
      hostileText,
      fc.constantFrom("", "null", "[]", "1", '{"a":', '{"a":1}}', "\uFEFF{}"),
    );
    await fuzz(200, text, async (given) => {
      folder.hold({ "policy-config.json": given });
      await refusalInFile(settings, /^policy-config\.json$/);
    });
  });

  it("settings of releases and providers of secrets are refused, or taken", async () => {
    const foreign = fc.tuple(fc.constantFrom("release:settings", "release:generation"), hostileValue);
    const file = foreign.map(([key, value]) =>
      stackText({ location: "eastus" }).replace(/\n$/, `\n  ${key}: ${JSON.stringify(value) ?? "null"}\n`),
    );
    await fuzz(
      60,
      fc.oneof(
        file,
        hostileFile.map(({ text }) => text),
      ),
      async (text) => {
        folder.hold({ "Pulumi.global.yaml": text });
        await refusalInFile(() => environmentSettings(folder.root, undefined), /^Pulumi\.global\.yaml/);
        await refusalInFile(() => secretsProviderOf(folder.root, "global", {}), /^Pulumi\.global\.yaml/);
      },
    );
  });
});

describe("hostile values of options", () => {
  const readers: readonly ((text: string) => unknown)[] = [
    valueOption,
    imageOption,
    stepsOption,
    (text) => waysOf([text]),
    (text) => valueOption(`a.b=${text}`),
    (text) => valueOption(`__proto__.polluted=${text}`),
    (text) => imageOption(`catalog-api=${text}`),
  ];

  it("are refused with the option, or taken", async () => {
    await fuzz(500, fc.tuple(fc.constantFrom(...readers), hostileText), async ([read, text]) => {
      const refusal = await refusalOf(() => read(text));
      if (refusal !== undefined) expect(refusal).to.have.property("key").that.matches(/^--/);
      expect(({} as Record<string, unknown>)["polluted"], "nobody's prototype").to.equal(undefined);
    });
  });
});
