import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import { images } from "../../../lib/images/catalogue.ts";
import { readDigests, type Digests } from "../../../lib/images/lock.ts";
import { billOfMaterials } from "../../images/billOfMaterials.ts";
import { buildImages, type BuildOptions } from "../../images/build.ts";
import { baseImages } from "../../images/plan.ts";
import { ImagesProblem } from "../../images/problem.ts";
import { runProgram, type ProgramOptions, type RunProgram } from "../../images/programs.ts";

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const bases: Digests = {
  "library/node:24-bookworm-slim": digest("a"),
  "distroless/nodejs24-debian12:nonroot": digest("b"),
};
const npmDocument = {
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  metadata: { component: { "bom-ref": "bulkhead-workload@0.1.0", type: "library" }, timestamp: "now" },
  components: [{ "bom-ref": "fastify@5.0.0", type: "library" }],
  dependencies: [
    { ref: "bulkhead-workload@0.1.0", dependsOn: ["fastify@5.0.0"] },
    { ref: "fastify@5.0.0", dependsOn: [] },
  ],
};

describe("images of the workload", () => {
  let folder: string;
  let calls: string[];
  let inputs: (string | undefined)[];
  /** What a program answers, by the beginning of its command line; the first that fits. */
  let answers: [string, string | number][];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "images-"));
    calls = [];
    inputs = [];
    answers = [
      ["git -C /repository status", ""],
      ["git -C /repository rev-parse", "c0ffee"],
      ["git -C /repository log", "1700000000"],
      ["az acr manifest show-metadata", 3],
      ["az acr show", "crexample.azurecr.io"],
      ["az acr login", "the-token"],
      ["npm sbom", JSON.stringify(npmDocument)],
    ];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run: RunProgram = async (program, args, options: ProgramOptions = {}) => {
    const line = [program, ...args].join(" ");
    calls.push(line);
    inputs.push(options.input);
    const [, answer = ""] = answers.find(([beginning]) => line.startsWith(beginning)) ?? [];
    const [, digestFile] = /--digestfile (\S+)/.exec(line) ?? [];
    if (digestFile !== undefined && typeof answer === "string")
      writeFileSync(digestFile, `${answer || digest("c")}\n`);
    return typeof answer === "number"
      ? { status: answer, out: "", errors: "it says why" }
      : { status: 0, out: answer, errors: "" };
  };
  const build = (options: Partial<BuildOptions> = {}): Promise<void> =>
    buildImages({
      registry: "crexample",
      tag: "1.2.0",
      components: ["catalog-api", "background-worker"],
      push: true,
      out: folder,
      context: "/repository",
      digests: bases,
      run,
      say: () => undefined,
      ...options,
    });
  const refused = async (options: Partial<BuildOptions> = {}): Promise<string> => {
    const error: unknown = await build(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ImagesProblem);
    return (error as ImagesProblem).message;
  };
  const built = () => calls.filter((line) => line.startsWith("buildah build"));

  it("are built from bases of the own registry, by digest, and name their commit", async () => {
    await build();
    expect(built()).to.have.length(2);
    for (const [index, id] of ["catalog-api", "background-worker"].entries()) {
      const line = built()[index] ?? "";
      expect(line).to.contain(`NODE_BUILD=crexample.azurecr.io/library/node@${digest("a")} `);
      expect(line).to.contain(`NODE_RUN=crexample.azurecr.io/distroless/nodejs24-debian12@${digest("b")} `);
      expect(line)
        .to.contain(`--target ${id} `)
        .and.to.contain(`--tag crexample.azurecr.io/workload/${id}:1.2.0 `);
      expect(line).to.contain("REVISION=c0ffee").and.to.contain("--timestamp 1700000000");
      expect(line).to.contain("--ignorefile /repository/workload/images/Dockerfile.dockerignore");
    }
  });

  it("are pushed only when all are built, and leave digests that the lock takes", async () => {
    await build();
    const order = calls
      .filter((line) => /^buildah (build|push)/.test(line))
      .map((line) => line.split(" ")[1]);
    expect(order).to.deep.equal(["build", "build", "push", "push"]);
    const text = readFileSync(join(folder, "digests.txt"), "utf8");
    expect(readDigests(text, images)).to.deep.equal({
      "workload/catalog-api:1.2.0": digest("c"),
      "workload/background-worker:1.2.0": digest("c"),
    });
  });

  it("are not pushed unless that is asked for", async () => {
    await build({ push: false });
    expect(calls.join()).to.not.contain("buildah push").and.to.not.contain("show-metadata");
    expect(existsSync(join(folder, "digests.txt"))).to.equal(false);
    expect(existsSync(join(folder, "catalog-api.cdx.json"))).to.equal(true);
  });

  it("keep the token out of command lines, and its file for as long as it is needed", async () => {
    await build();
    expect(calls.join()).to.not.contain("the-token");
    expect(inputs).to.include("the-token");
    const [, authFile = ""] = /--authfile (\S+)/.exec(built()[0] ?? "") ?? [];
    expect(authFile)
      .to.match(/auth\.json$/)
      .and.to.not.contain(folder);
    expect(existsSync(dirname(authFile))).to.equal(false);
    answers.unshift(["buildah build", 1]);
    await refused();
    const [, second = ""] = /--authfile (\S+)/.exec(built().at(-1) ?? "") ?? [];
    expect(existsSync(dirname(second))).to.equal(false);
  });

  it("are not built on a base whose digest is not recorded", async () => {
    for (const missing of Object.keys(bases)) {
      const { [missing]: _, ...digests } = bases;
      expect(await refused({ digests }))
        .to.contain(missing)
        .and.to.contain("bulkhead images --script");
    }
    expect(calls).to.deep.equal([]);
    expect(() => baseImages("host", {})).to.throw(ImagesProblem);
  });

  it("are not pushed with changes that no commit names", async () => {
    answers.unshift(["git -C /repository status", " M workload/catalog-api/app.ts"]);
    expect(await refused())
      .to.contain("workload/catalog-api/app.ts")
      .and.to.contain("Commit them");
    expect(built()).to.deep.equal([]);
    await build({ push: false });
    expect(built()).to.have.length(2);
  });

  it("take no tag that the registry has", async () => {
    answers.unshift(["az acr manifest show-metadata workload/background-worker:1.2.0", "{}"]);
    expect(await refused())
      .to.contain("has workload/background-worker:1.2.0 already")
      .and.to.contain("Choose another tag");
    expect(built()).to.deep.equal([]);
  });

  it("say which program failed, and what to do", async () => {
    for (const [command, words] of [
      ["az acr show", /`az acr show --name` ended with exit code 1: it says why .*az login/],
      ["buildah login", /did not take the token/],
      ["buildah build", /`buildah build/],
      ["buildah push", /AcrPush/],
      ["git -C /repository rev-parse", /checkout of the repository/],
    ] as const) {
      answers.unshift([command, 1]);
      expect(await refused()).to.match(words);
      answers.shift();
    }
    answers.unshift(["buildah push", "no digest"]);
    expect(await refused()).to.contain("which is no digest");
  });

  it("remember what was pushed before a push failed", async () => {
    answers.unshift([`buildah push --authfile`, digest("d")]);
    let pushed = 0;
    await refused({
      run: (program, args, options) =>
        args[0] === "push" && ++pushed === 2
          ? Promise.resolve({ status: 1, out: "", errors: "" })
          : run(program, args, options),
    });
    expect(readFileSync(join(folder, "digests.txt"), "utf8")).to.equal(
      `workload/catalog-api:1.2.0 ${digest("d")}\n`,
    );
  });

  it("say what they are made of: npm's packages and the base", async () => {
    await build();
    const document = JSON.parse(
      readFileSync(join(folder, "catalog-api.cdx.json"), "utf8"),
    ) as typeof npmDocument & {
      components: { purl?: string }[];
    };
    expect(document.metadata.component).to.include({
      type: "container",
      "bom-ref": "workload/catalog-api@1.2.0",
    });
    expect(document.components.map((one) => one["bom-ref"])).to.include("fastify@5.0.0");
    const [base] = document.components;
    expect(base?.purl).to.equal(
      `pkg:oci/nodejs24-debian12@sha256%3A${"b".repeat(64)}?repository_url=crexample.azurecr.io%2Fdistroless%2Fnodejs24-debian12`,
    );
    const refs = new Set([document.metadata.component, ...document.components].map((one) => one["bom-ref"]));
    for (const { ref, dependsOn } of document.dependencies)
      for (const each of [ref, ...dependsOn]) expect(refs.has(each), each).to.equal(true);
    expect(() => billOfMaterials("{}", { repository: "r", tag: "t", base: "b@sha256:c" })).to.throw();
  });

  describe("as a command", () => {
    const script = join(import.meta.dirname, "..", "..", "images", "main.ts");
    const command = (args: readonly string[], path = process.env["PATH"] ?? "") =>
      spawnSync(process.execPath, [script, ...args], {
        encoding: "utf8",
        env: { ...process.env, PATH: path },
      });

    it("says how it is called", () => {
      expect(command(["--help"]))
        .to.include({ status: 0 })
        .and.to.have.property("stdout")
        .that.contains("--registry NAME");
      for (const [args, words] of [
        [[], "is not the name of a container registry"],
        [["--registry", "cr.azurecr.io", "--tag", "1.0.0"], "Name it without its domain"],
        [["--registry", "crexample", "--tag", "latest"], "does not name a version"],
        [["--registry", "crexample", "--tag", "1.0.0", "--component", "site"], "there is no 'site'"],
        [["--nothing"], "--nothing"],
      ] as const) {
        const { status, stderr } = command(args);
        expect(status, words).to.equal(1);
        expect(stderr)
          .to.match(/^error: /)
          .and.to.contain(words);
      }
    });
  });

  it("runs programs of the machine, with their input, and says which one is not there", async () => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const fake = join(bin, "fake-buildah");
    writeFileSync(fake, '#!/bin/sh\nread line\necho "$1 $line"\necho trouble >&2\nexit 4\n');
    chmodSync(fake, 0o755);
    const before = process.env["PATH"];
    process.env["PATH"] = `${bin}${delimiter}${before ?? ""}`;
    try {
      expect(await runProgram("fake-buildah", ["login"], { input: "token\n" })).to.deep.equal({
        status: 4,
        out: "login token",
        errors: "trouble",
      });
      const missing: unknown = await runProgram("no-such-buildah", []).catch((error: unknown) => error);
      expect(missing)
        .to.be.instanceOf(ImagesProblem)
        .and.to.have.property("message")
        .that.contains("is not installed");
    } finally {
      process.env["PATH"] = before;
    }
  });
});
