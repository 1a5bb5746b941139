import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { lockFiles } from "../../pipelines/scan/dependencies.ts";
import { byDigest, scanImages, type ImageTools, type ListedImage } from "../../pipelines/scan/imageScan.ts";
import { findingLines } from "../../pipelines/scan/osvReport.ts";
import { projectRoot } from "../support/runStack.ts";

const digest = `sha256:${"a".repeat(64)}`;
const image: ListedImage = {
  source: "docker.io/library/traefik:v3",
  target: "library/traefik:v3",
  digest: null,
};
const tools = (over: Partial<ImageTools> = {}): ImageTools => ({
  digest: async () => digest,
  findings: async () => [],
  report: () => undefined,
  ...over,
});

describe("the scan before images are mirrored", () => {
  it("gives the digests of what it has looked at", async () => {
    const looked: string[] = [];
    const findings = async (reference: string): Promise<string[]> => {
      looked.push(reference);
      return [];
    };
    const { clean, refused } = await scanImages([image], tools({ findings }));
    expect(clean).to.deep.equal([`library/traefik:v3 ${digest}`]);
    expect(looked).to.deep.equal([`docker.io/library/traefik@${digest}`]);
    expect(refused).to.deep.equal([]);
  });

  it("asks no registry where the lock has recorded a digest", async () => {
    const ask = async (): Promise<string> => {
      throw new Error("asked");
    };
    const recorded = `sha256:${"b".repeat(64)}`;
    const { clean } = await scanImages([{ ...image, digest: recorded }], tools({ digest: ask }));
    expect(clean).to.deep.equal([`library/traefik:v3 ${recorded}`]);
  });

  for (const [what, over] of [
    ["has a finding", { findings: async () => ["CVE-1 in openssl 1"] }],
    ["cannot be fetched", { findings: () => Promise.reject(new Error("no route")) }],
    ["has no digest", { digest: async () => "latest" }],
  ] as const)
    it(`refuses an image that ${what}`, async () => {
      const { clean, refused } = await scanImages([image], tools(over));
      expect(clean).to.deep.equal([]);
      expect(refused[0]?.reasons).to.have.length(1);
    });

  it("keeps the port of a registry", () =>
    expect(byDigest("registry.example:5000/a/b:v1", digest)).to.equal(`registry.example:5000/a/b@${digest}`));

  const output = (severity?: string): string =>
    JSON.stringify({
      results: [
        {
          packages: [
            {
              package: { name: "openssl", version: "3.0" },
              groups: [
                { ids: ["CVE-1", "GHSA-1"], ...(severity === undefined ? {} : { max_severity: severity }) },
              ],
            },
          ],
        },
      ],
    });
  it("blocks from a score of 7 on, and without a score", () => {
    expect(findingLines(output("9.8"))).to.deep.equal(["CVE-1 in openssl 3.0 (9.8)"]);
    expect(findingLines(output("7.0"))).to.have.length(1);
    expect(findingLines(output("6.9"))).to.deep.equal([]);
    expect(findingLines(output())).to.have.length(1);
    expect(findingLines("")).to.deep.equal([]);
  });
});

describe("the scan of dependencies", () => {
  it("knows every lock file", () => {
    const files = lockFiles().map((file) => path.relative(projectRoot, file));
    expect(files).to.include.members([
      ...[
        "package-lock.json",
        "rehearsal/engine/gomod/pulumi/go.mod",
        "pipelines/tools/gomod/gitleaks/go.mod",
      ],
    ]);
    expect(files.filter((file) => file.includes("node_modules"))).to.deep.equal([]);
  });

  it("every exception has a reason and an end", () => {
    const text = readFileSync(path.join(projectRoot, "osv-scanner.toml"), "utf8").replaceAll(/^#.*$/gm, "");
    for (const entry of text.split("[[IgnoredVulns]]").slice(1)) {
      expect(entry).to.match(/ignoreUntil = \d{4}-\d{2}-\d{2}/);
      expect(entry).to.match(/reason = ".{10,}"/);
    }
    expect(text).not.to.contain("PackageOverrides");
  });
});
