import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { lockText, mirrorJson, mirrorTable } from "../../cli/commands/images.ts";
import { charts, images } from "../../lib/images/catalogue.ts";
import { projectRoot } from "../support/runStack.ts";

const bulkhead = join(projectRoot, "cli", "bulkhead.js");
const run = (...args: string[]): string =>
  execFileSync(process.execPath, [bulkhead, "images", ...args], { encoding: "utf8" });
const refused = (...args: string[]): string => {
  const { status, stderr } = spawnSync(process.execPath, [bulkhead, "images", ...args], { encoding: "utf8" });
  expect(status).not.to.equal(0);
  return stderr;
};
interface Listed {
  readonly images: readonly {
    readonly id: string;
    readonly target: string;
    readonly digest: string | null;
  }[];
  readonly charts: readonly { readonly id: string }[];
}

describe("bulkhead images", function () {
  const digest = `sha256:${"b".repeat(64)}`;
  const list = { images, charts };

  it("lists every image with its source and its digest, as a table and as data", () => {
    const locked = { "library/traefik:v3.7.13": digest };
    const table = mirrorTable(list, locked);
    for (const { repository, tag } of images) expect(table).to.contain(`${repository}:${tag}`);
    expect(table).to.match(
      new RegExp(`library/traefik:v3.7.13 +docker.io/library/traefik:v3.7.13 +${digest}`),
    );
    expect(table).to.contain("not recorded");
    const data = mirrorJson(list, locked) as unknown as Listed;
    expect(data.images.find(({ id }) => id === "traefik")).to.include({
      target: "library/traefik:v3.7.13",
      digest,
    });
    expect(data.images.find(({ id }) => id === "driver")?.digest).to.equal(null);
    expect(data.charts).to.have.length(charts.length);
  });

  it("is on the page of the documentation, with every digest's place", () => {
    const page = readFileSync(join(projectRoot, "docs", "images.md"), "utf8").replaceAll(/ +/g, " ");
    for (const { repository, tag, source, purpose } of images)
      expect(page).to.match(
        new RegExp(`\\| \`${repository}:${tag}\` \\| \`${source}:${tag}\` \\| [^|]+ \\| ${purpose} \\|`),
      );
    for (const { repository, version, source } of charts)
      expect(page).to.contain(`| \`${repository}:${version}\` (chart) | \`${source}\` |`);
    const rows = page.split("\n").filter((line) => /^\| `/.test(line));
    expect(rows).to.have.length(images.length + charts.length);
    expect(page).to.contain("lib/images/images.lock.json");
  });

  it("prints what the committed stamps need, and with --all what any could", () => {
    const ids = (...args: string[]) =>
      (JSON.parse(run("--json", ...args)) as Listed).images.map(({ id }) => id);
    const needed = ids();
    expect(needed).to.include.members(["traefik", "driver"]);
    expect(needed.filter((id) => id.startsWith("cert-manager"))).to.deep.equal([]);
    expect(needed).to.include.members(["node", "nodejs24-debian12"]);
    expect(ids("--all")).to.have.length(images.length);
  });

  it("prints a script that a shell can read", () => {
    const script = run("--all", "--script", "crexample");
    expect(script).to.contain("az acr import --name crexample");
    expect(spawnSync("sh", ["-n"], { input: script }).status).to.equal(0);
  });

  it("refuses a name that no registry can have, and digests that are none", () => {
    expect(refused("--script", "cr.azurecr.io")).to.contain("is not the name of a container registry");
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-images-"));
    try {
      const file = join(folder, "digests.txt");
      writeFileSync(file, `library/other:v1 ${digest}\n`);
      const before = readFileSync(join(projectRoot, "lib", "images", "images.lock.json"), "utf8");
      expect(refused("--lock", file)).to.contain("'library/other:v1' is not in the list of images");
      expect(refused("--lock", join(folder, "none.txt"))).to.contain("--lock: There is no such file.");
      expect(readFileSync(join(projectRoot, "lib", "images", "images.lock.json"), "utf8")).to.equal(before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("writes a lock with its date, which keeps its own explanation", () => {
    const text = lockText({ "library/traefik:v3.7.13": digest }, "2026-11-21");
    const lock = JSON.parse(text) as { _meta: Record<string, string>; digests: Record<string, string> };
    expect(lock._meta["date"]).to.equal("2026-11-21");
    expect(lock._meta["note"]).to.contain("bulkhead images --lock");
    expect(lock.digests).to.deep.equal({ "library/traefik:v3.7.13": digest });
  });
});
