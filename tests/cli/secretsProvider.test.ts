import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { secretsProviderOf } from "../../cli/secretsProvider.ts";

describe("the secrets provider of a stack that is made", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-provider-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const env = { BULKHEAD_SECRETS_PROVIDER: "azurekeyvault://all.vault.azure.net/keys/pulumi" };
  writeFileSync(
    path.join(folder, "Pulumi.own.yaml"),
    "secretsprovider: azurekeyvault://own/keys/k\nconfig: {}\n",
  );
  writeFileSync(path.join(folder, "Pulumi.plain.yaml"), "config: {}\n");
  writeFileSync(path.join(folder, "Pulumi.empty.yaml"), "");

  it("is the one of its file", () =>
    expect(secretsProviderOf(folder, "own", env)).to.equal("azurekeyvault://own/keys/k"));
  for (const stack of ["plain", "empty", "missing"])
    it(`is that of the environment for a file that names none (${stack})`, () =>
      expect(secretsProviderOf(folder, stack, env)).to.equal(env.BULKHEAD_SECRETS_PROVIDER));
  it("is Pulumi's passphrase where nobody says anything", () =>
    expect(secretsProviderOf(folder, "plain", { BULKHEAD_SECRETS_PROVIDER: "" })).to.equal("passphrase"));
});
