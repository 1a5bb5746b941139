import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { DockerfileParser } from "dockerfile-ast";
import { workloadComponents } from "../../../lib/workload/components.ts";
import { componentPort } from "../../../lib/gateway.ts";

const folder = join(import.meta.dirname, "..", "..", "images");
const workload = join(folder, "..");
const text = readFileSync(join(folder, "Dockerfile"), "utf8");

interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly { readonly keyword: string; readonly value: string }[];
}

/** The stages of a Dockerfile, comments and line breaks taken out. */
function stagesOf(source: string): Stage[] {
  const stages: { name: string; from: string; instructions: { keyword: string; value: string }[] }[] = [];
  for (const instruction of DockerfileParser.parse(source).getInstructions()) {
    const keyword = instruction.getKeyword();
    // With its flags, which the parser would keep apart.
    const value = instruction
      .getTextContent()
      .replaceAll(/\\\r?\n\s*/g, " ")
      .slice(keyword.length)
      .trim();
    if (keyword === "FROM") {
      const [from = "", , name = ""] = value.split(/\s+/);
      stages.push({ name, from, instructions: [] });
    } else stages.at(-1)?.instructions.push({ keyword, value });
  }
  return stages;
}

const stages = stagesOf(text);
const stage = (name: string): Stage =>
  stages.find((one) => one.name === name) ?? expect.fail(`no stage ${name}`);
const of = ({ instructions }: Stage, keyword: string): string[] =>
  instructions.filter((one) => one.keyword === keyword).map(({ value }) => value);

describe("Dockerfile", () => {
  it("has a target for each component, which runs that and listens where the chart says", () => {
    for (const { id, pathPrefix } of Object.values(workloadComponents)) {
      const target = stage(id);
      expect(target.from).to.equal("runtime");
      expect(of(target, "CMD")).to.deep.equal([`["${id}/main.ts"]`]);
      expect(of(target, "EXPOSE")).to.deep.equal(pathPrefix === undefined ? [] : [String(componentPort)]);
      expect(of(target, "COPY")).to.include(`workload/${id} ./${id}`);
      expect(of(target, "LABEL").join()).to.contain(`org.opencontainers.image.title="${id}"`);
      expect(readdirSync(join(workload, id))).to.include("main.ts");
      const others = Object.keys(workloadComponents).filter((other) => other !== id);
      for (const other of others) expect(of(target, "COPY").join()).to.not.contain(`workload/${other}`);
    }
    expect(stages.map(({ name }) => name)).to.deep.equal([
      "packages",
      "runtime",
      ...Object.keys(workloadComponents),
    ]);
  });

  it("builds on nothing but what it is given by digest", () => {
    const own = stages.map(({ name }) => name);
    for (const { from } of stages)
      expect(own.includes(from) || /^\$\{NODE_(BUILD|RUN)\}$/.test(from), from).to.equal(true);
    // A default would be a base that nobody has agreed to.
    for (const [, value] of text.matchAll(/^ARG (.*)$/gm)) expect(value).to.match(/^[A-Z_]+$/);
    expect(text).to.not.match(/^# *(syntax|escape) *=/im);
    for (const one of stages)
      for (const value of of(one, "COPY")) {
        const [, source] = /--from=(\S+)/.exec(value) ?? [];
        if (source !== undefined) expect(own).to.include(source);
      }
  });

  it("runs as the user of the chart, from a base without a shell, with nothing that has to be interpreted", () => {
    const runtime = stage("runtime");
    expect(of(runtime, "USER")).to.deep.equal(["10001:10001"]);
    expect(of(runtime, "ENTRYPOINT")).to.deep.equal(['["/nodejs/bin/node"]']);
    expect(of(runtime, "ENV").join(" ")).to.contain("NODE_ENV=production");
    const last = runtime.instructions.findIndex(({ keyword }) => keyword === "USER");
    for (const target of stages.filter(({ name }) => name !== "packages")) {
      expect(of(target, "RUN"), target.name).to.deep.equal([]);
      expect(of(target, "ADD"), target.name).to.deep.equal([]);
      expect(of(target, "VOLUME"), target.name).to.deep.equal([]);
      if (target !== runtime) expect(of(target, "USER"), target.name).to.deep.equal([]);
      for (const value of [...of(target, "CMD"), ...of(target, "ENTRYPOINT")])
        expect(value).to.match(/^\["[^"]+"\]$/);
      for (const value of of(target, "COPY")) expect(value).to.not.match(/--ch(own|mod)/);
    }
    expect(runtime.instructions.slice(last).map(({ keyword }) => keyword)).to.deep.equal([
      "USER",
      "ENTRYPOINT",
    ]);
  });

  it("installs what the lock file names, without development packages and without running their scripts", () => {
    const [install, ...others] = of(stage("packages"), "RUN");
    expect(others).to.deep.equal([]);
    expect(install).to.match(/^npm ci --omit=dev --ignore-scripts /);
    expect(text).to.not.match(/npm (i|install|update)\b|apt|apk|curl|wget|https?:\/\//);
    expect(of(stage("packages"), "COPY")).to.deep.equal([
      "workload/package.json workload/package-lock.json ./",
    ]);
  });

  it("carries the labels by which an image is traced", () => {
    const labels = of(stage("runtime"), "LABEL").join(" ");
    for (const name of ["version", "revision", "licenses", "base.name"])
      expect(labels).to.contain(`org.opencontainers.image.${name}=`);
    expect(text).to.not.match(/^(ARG|ENV) .*(TOKEN|SECRET|PASSWORD|KEY)/im);
  });

  it("gets no file that is not listed, and of what is listed neither stand-ins nor tests", () => {
    const lines = readFileSync(join(folder, "Dockerfile.dockerignore"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines[0]).to.equal("**");
    const allowed = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    const copied = stages
      .flatMap((one) => of(one, "COPY"))
      .filter((value) => !value.startsWith("--from"))
      .flatMap((value) => value.split(/\s+/).slice(0, -1));
    for (const path of copied)
      expect(
        allowed.some((pattern) => pattern === path || pattern.startsWith(`${path}/`)),
        path,
      ).to.equal(true);
    for (const pattern of allowed)
      expect(
        copied.some((path) => pattern === path || pattern.startsWith(`${path}/`)),
        pattern,
      ).to.equal(true);
    for (const never of ["workload/shared/stores/local/**", "**/node_modules", "**/.env*", "**/*.test.ts"])
      expect(lines.indexOf(never), never).to.be.greaterThan(
        lines.findLastIndex((line) => line.startsWith("!")),
      );
    for (const folderName of ["tests", "site", "smoke", "local", "images"])
      expect(allowed.filter((pattern) => pattern.startsWith(`workload/${folderName}/`))).to.deep.equal(
        folderName === "images" ? ["workload/images/package.json"] : [],
      );
  });
});
