/** `npm run workload:images`: builds the images of the workload and pushes them. */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { workloadComponents, type ComponentId } from "../../lib/workload/components.ts";
import { lockedDigests } from "../../lib/images/digests.ts";
import { buildImages } from "./build.ts";
import { ImagesProblem } from "./problem.ts";
import { runProgram } from "./programs.ts";

const ids = Object.keys(workloadComponents) as ComponentId[];

const help = `Usage: npm run workload:images -- --registry NAME --tag TAG [options]

Builds the workload's images from the platform's registry alone, and writes for each what it is made of. Needs az, signed in, with AcrPull and,
to push, AcrPush; buildah; git; and a place where the registry answers: an agent of the operations network.

  --registry NAME       the registry's name without its domain; the contract of the global stack has it as registry.name
  --tag TAG             tag of the images: one that was never used, since a tag names one image for ever
  --component ID        this component only; may be repeated (${ids.join(", ")})
  --push                push what was built
  --out DIR             folder for results (workload/images/dist)
  --help                this text

Results: <component>.cdx.json, what an image is made of, in CycloneDX; with --push digests.txt, for \`npx bulkhead images --lock\`.

Examples:
  npm run workload:images -- --registry crbhglexample --tag 0.2.0
  npm run workload:images -- --registry crbhglexample --tag 0.2.0 --push && npx bulkhead images --lock workload/images/dist/digests.txt
`;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        registry: { type: "string" },
        tag: { type: "string" },
        component: { type: "string", multiple: true, default: ids },
        push: { type: "boolean", default: false },
        out: { type: "string", default: join(import.meta.dirname, "dist") },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new ImagesProblem(
      error instanceof Error ? error.message : String(error),
      "--help shows what there is.",
    );
  }
}

function componentOf(text: string): ComponentId {
  const found = ids.find((id) => id === text);
  if (found === undefined)
    throw new ImagesProblem(`--component: there is no '${text}'.`, `There are ${ids.join(", ")}.`);
  return found;
}

async function main(argv: readonly string[]): Promise<void> {
  const values = parse(argv);
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const { registry = "", tag = "" } = values;
  // The rules of Azure for a registry's name, and of the OCI distribution specification for a tag.
  if (!/^[a-zA-Z0-9]{5,50}$/.test(registry))
    throw new ImagesProblem(
      `--registry: '${registry}' is not the name of a container registry.`,
      "Name it without its domain.",
    );
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag) || tag === "latest")
    throw new ImagesProblem(
      `--tag: '${tag}' does not name a version.`,
      "Give one that is used once, such as 1.4.0.",
    );
  await buildImages({
    registry,
    tag,
    components: values.component.map(componentOf),
    push: values.push,
    out: values.out,
    context: join(import.meta.dirname, "..", ".."),
    digests: lockedDigests,
    run: runProgram,
    say: (line) => void process.stdout.write(`${line}\n`),
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ImagesProblem)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
