/** Builds images, says what they are made of, and pushes them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Digests } from "../../lib/images/lock.ts";
import { workloadRepository } from "../../lib/images/lock.ts";
import type { ComponentId } from "../../lib/workload/components.ts";
import { billOfMaterials } from "./billOfMaterials.ts";
import { baseImages, planImage, type Command, type ImagePlan } from "./plan.ts";
import { ImagesProblem } from "./problem.ts";
import type { ProgramOptions, RunProgram } from "./programs.ts";

export interface BuildOptions {
  /** Name of the registry, without domain. */
  readonly registry: string;
  readonly tag: string;
  readonly components: readonly ComponentId[];
  readonly push: boolean;
  readonly out: string;
  /** The repository's root. */
  readonly context: string;
  readonly digests: Digests;
  readonly run: RunProgram;
  readonly say: (line: string) => void;
}

/** User name that goes with a token of Microsoft Entra ID (Azure Container Registry, "Authenticate with an access token"). */
const tokenUser = "00000000-0000-0000-0000-000000000000";

/** What is copied into images: what is changed here and not committed would be in them without a name. */
const sources = ["workload", "lib/workload"];

function must(run: RunProgram) {
  return async (
    program: string,
    args: readonly string[],
    remedy: string,
    options?: ProgramOptions,
  ): Promise<string> => {
    const { status, out, errors } = await run(program, args, options);
    if (status === 0) return out;
    throw new ImagesProblem(
      `\`${program} ${args.slice(0, 3).join(" ")}\` ended with exit code ${status}${errors === "" ? "." : `: ${errors.split("\n").slice(-3).join(" ")}`}`,
      remedy,
    );
  };
}

type Must = ReturnType<typeof must>;

/** The commit that is built. @throws ImagesProblem when there are changes besides it and the images are to be pushed. */
async function commitOf(
  { context, push, say }: BuildOptions,
  ask: Must,
): Promise<{ revision: string; committed: number }> {
  const git = (...args: string[]): Promise<string> =>
    ask("git", ["-C", context, ...args], "Run this in a checkout of the repository.");
  const changed = await git("status", "--porcelain", "--", ...sources);
  if (changed !== "") {
    if (push)
      throw new ImagesProblem(
        `There are changes that are not committed:\n${changed}\n`,
        "Commit them: the image is to name the commit that it was made from.",
      );
    say("There are changes that are not committed; the image names the commit before them.");
  }
  const revision = await git("rev-parse", "HEAD");
  return { revision, committed: Number(await git("log", "-1", "--format=%ct")) };
}

/** Signs in to the registry with a token that is kept in a file for as long as this runs. */
async function signIn({ registry, run }: BuildOptions, ask: Must, authFile: string): Promise<string> {
  const az = (...args: string[]): Promise<string> =>
    ask(
      "az",
      args,
      "Sign in (`az login`), and run this where the registry answers: on an agent of the operations network.",
    );
  const host = await az("acr", "show", "--name", registry, "--query", "loginServer", "--output", "tsv");
  const token = await az(
    "acr",
    "login",
    "--name",
    registry,
    "--expose-token",
    "--query",
    "accessToken",
    "--output",
    "tsv",
  );
  await must(run)(
    "buildah",
    ["login", "--authfile", authFile, "--username", tokenUser, "--password-stdin", host],
    "The registry did not take the token: ask for AcrPull, and AcrPush to push.",
    { input: token },
  );
  return host;
}

/** @throws ImagesProblem for the first image whose tag the registry has already. */
async function refuseUsedTags({ registry, tag, components, run }: BuildOptions): Promise<void> {
  for (const component of components) {
    const image = `${workloadRepository(component)}:${tag}`;
    const { status } = await run("az", [
      "acr",
      "manifest",
      "show-metadata",
      image,
      "--registry",
      registry,
      "--output",
      "none",
    ]);
    if (status === 0)
      throw new ImagesProblem(
        `The registry has ${image} already, and a tag names one image for ever.`,
        "Choose another tag. After a push that was cut off, name the components that are missing with --component.",
      );
  }
}

/** The digest that a push has left. */
function digestOf({ digestFile }: ImagePlan): string {
  const digest = readFileSync(digestFile, "utf8").trim();
  if (!/^sha256:[0-9a-f]{64}$/.test(digest))
    throw new ImagesProblem(`${digestFile} holds '${digest}', which is no digest.`, "Update buildah.");
  return digest;
}

/**
 * Builds the images, and pushes them if that is asked for: all are built before the first is pushed.
 *
 * @throws ImagesProblem for whatever keeps it from that.
 */
export async function buildImages(options: BuildOptions): Promise<void> {
  const { tag, components, push, context, digests, run, say } = options;
  const out = join(options.out);
  const ask = must(run);
  const secret = mkdtempSync(join(tmpdir(), "workload-images-"));
  const authFile = join(secret, "auth.json");
  const show = ({ program, args }: Command, remedy: string): Promise<string> =>
    ask(program, args, remedy, { show: true });
  try {
    // What the lock lacks is known before anything is asked of anybody; the host does not matter for that.
    baseImages("registry", digests);
    const commit = await commitOf(options, ask);
    if (push) await refuseUsedTags(options);
    const host = await signIn(options, ask, authFile);
    const bases = baseImages(host, digests);
    mkdirSync(out, { recursive: true });

    const npmText = await ask(
      "npm",
      ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"],
      "npm 10 or newer knows `npm sbom`.",
      { cwd: join(context, "workload") },
    );
    const plans = components.map((component) =>
      planImage({ component, tag, host, bases, ...commit, context, out, authFile }),
    );
    for (const plan of plans) {
      say(`building ${plan.repositoryTag}`);
      await show(plan.build, "What buildah says is above.");
      const file = join(out, `${plan.component}.cdx.json`);
      writeFileSync(
        file,
        billOfMaterials(npmText, { repository: workloadRepository(plan.component), tag, base: bases.run }),
      );
    }
    if (!push) {
      say(`Built, not pushed. What they are made of is in ${out}.`);
      return;
    }
    const lines: string[] = [];
    for (const plan of plans) {
      say(`pushing ${plan.repositoryTag}`);
      await show(plan.push, "What buildah says is above; pushing takes AcrPush.");
      lines.push(`${plan.repositoryTag} ${digestOf(plan)}\n`);
      // After each: what was pushed is known even when the next one fails.
      writeFileSync(join(out, "digests.txt"), lines.join(""));
    }
    say(`Pushed. Record the digests: npx bulkhead images --lock ${join(out, "digests.txt")}`);
  } finally {
    rmSync(secret, { recursive: true, force: true });
  }
}
