import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import versions from "../../../lib/ops/data/toolchain.json" with { type: "json" };
import { githubRunnerSteps } from "../../../lib/ops/githubRunner.ts";
import { isPoint, nobodysSshKey } from "../../../lib/ops/nobodysKey.ts";
import { cloudConfig, toolHosts, toolSteps, type BootFile } from "../../../lib/ops/toolchain.ts";
import { helmPin, pulumiPin } from "../../../rehearsal/engine/versions.ts";

const github = githubRunnerSteps({
  scope: "orgs/contoso",
  appId: 12,
  installationId: 34,
  runnerGroupId: 1,
  labels: ["self-hosted", "bulkhead"],
  vaultHost: "kv.vault.azure.net",
  keySecret: "github-app-key",
  identityClientId: "8d2f6a3e-1c49-5b77-9a10-4e5d6f708192",
});

const scripts = [...toolSteps.files, ...github.files].filter(({ content }) =>
  content.startsWith("#!/bin/bash"),
);

describe("nobody's SSH key", () => {
  it("is a key that OpenSSH takes, and the same for the same stack", () => {
    const key = nobodysSshKey("ops-eastus");
    const [kind, body = ""] = key.split(" ");
    expect(kind).to.equal("ssh-ed25519");
    const bytes = Buffer.from(body, "base64");
    expect(bytes.subarray(4, 15).toString()).to.equal("ssh-ed25519");
    expect(bytes).to.have.length(4 + 11 + 4 + 32);
    expect(isPoint(bytes.subarray(19))).to.equal(true);
    expect(nobodysSshKey("ops-eastus")).to.equal(key);
    expect(nobodysSshKey("ops-westeurope")).to.not.equal(key);
  });

  it("knows points of the curve: every real key is one, and about half of all numbers are", () => {
    for (let count = 0; count < 20; count += 1) {
      const { publicKey } = generateKeyPairSync("ed25519");
      expect(isPoint(publicKey.export({ type: "spki", format: "der" }).subarray(-32))).to.equal(true);
    }
    const found = fc.sample(fc.uint8Array({ minLength: 32, maxLength: 32 }), { numRuns: 200, seed: 1 });
    expect(found.filter((bytes) => isPoint(bytes)).length).to.be.within(40, 160);
    // y = 1 is the point at infinity, to which anybody has the other half.
    expect(isPoint(Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 1 : 0)))).to.equal(false);
  });
});

describe("what machines do when they start", () => {
  it("is cloud-init, with files and commands of all steps", () => {
    const text = cloudConfig([toolSteps, github]) ?? "";
    expect(text.startsWith("#cloud-config\n")).to.equal(true);
    const config = parse(text) as { write_files: BootFile[]; runcmd: string[][] };
    expect(config.write_files.map(({ path }) => path)).to.deep.equal(
      [...toolSteps.files, ...github.files].map(({ path }) => path),
    );
    expect(config.runcmd).to.deep.equal([
      ["/usr/local/sbin/install-tools"],
      ["/usr/local/sbin/install-github-runner"],
    ]);
    expect(cloudConfig([])).to.equal(undefined);
  });

  for (const { path, content } of scripts)
    it(`${path} is a script that bash understands, and stops at the first failure`, () => {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: content });
      expect(String(stderr)).to.equal("");
      expect(status).to.equal(0);
      expect(content).to.contain("set -euo pipefail");
    });

  it("fetches from no host that the firewall's rule does not list", () => {
    const urls = toolSteps.files.flatMap(({ content }) => content.match(/https:\/\/[a-z0-9.-]+/g) ?? []);
    expect(urls).to.not.have.length(0);
    for (const url of urls) expect(toolHosts, url).to.include(new URL(url).hostname);
  });

  it("installs the versions that the rehearsal and the project run", () => {
    expect(versions.pulumi).to.equal(pulumiPin.version);
    expect(versions.helm).to.equal(helmPin.version);
    const node = join(import.meta.dirname, "..", "..", "..", "node_modules", "node", "package.json");
    expect(versions.node).to.equal((JSON.parse(readFileSync(node, "utf8")) as { version: string }).version);
  });

  it("leaves no token and no key of the GitHub App on a disk", () => {
    const [runner] = github.files;
    expect(runner?.content).to.contain("generate-jitconfig");
    expect(runner?.content).to.contain(`trap 'rm -f "$key"' EXIT`);
    expect(github.files.map(({ content }) => content).join("")).to.not.match(/PAT\b|config\.sh/);
  });
});
