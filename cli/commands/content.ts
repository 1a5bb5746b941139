/** `content`: uploads what Front Door serves from storage. */
import type { Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import type { StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { openRehearsal } from "../../rehearsal/session.ts";
import { contractOf, type Place } from "../backend.ts";
import { checkSelection, engineOption, projectRoot, speaker, type EngineChoice } from "../common.ts";
import { environmentOption } from "../environment.ts";
import { publishText, type PublishResult } from "../content/publish.ts";
import type { ContentFolders } from "../content/objects.ts";
import {
  currentFolders,
  localClients,
  ownFolders,
  publishStack,
  realClients,
  takesContent,
} from "../content/run.ts";

interface ContentOptions {
  readonly local?: true;
  readonly json?: true;
  readonly env?: string;
  readonly only?: readonly string[];
  readonly engine: EngineChoice;
  readonly sorry?: string;
  readonly site?: string;
  readonly images?: string;
}

async function publishAll(
  stacks: readonly StackName[],
  place: Place,
  options: ContentOptions,
  clientFor: Parameters<typeof publishStack>[2]["clientFor"],
): Promise<PublishResult[]> {
  const report = speaker(options.json);
  const { sorry, site, images } = options;
  const folders: ContentFolders = {
    ...(site === undefined ? currentFolders() : { ...ownFolders, site }),
    ...(sorry === undefined ? {} : { sorry }),
    ...(images === undefined ? {} : { images }),
  };
  const results: PublishResult[] = [];
  // One after the other, global first: the sorry page must stand before a stamp can fail.
  for (const stack of stacks) {
    const contract = await contractOf(stack.text, place);
    results.push(...(await publishStack(stack, contract, { folders, clientFor, report })));
  }
  if (folders.siteIsPlaceholder)
    report(
      "The site is not built here: stamps without pages got a placeholder, the others keep theirs. `npm run workload:site` builds it.",
    );
  return results;
}

async function content(options: ContentOptions): Promise<void> {
  const all = loadEnvironment(projectRoot, options.env).map((context) => context.stack);
  checkSelection(options.only, all);
  const stacks = all
    .filter(
      (stack) => takesContent(stack) && (options.only === undefined || options.only.includes(stack.text)),
    )
    .sort((a, b) => Number(a.kind !== "global") - Number(b.kind !== "global"));
  const say = speaker(options.json);
  let results: PublishResult[];
  if (options.local) {
    const rehearsal = await openRehearsal({ projectRoot, engine: options.engine, report: say });
    if ("reason" in rehearsal)
      throw new UserError({
        key: "--local",
        problem: `Without a Pulumi engine nothing is kept that content could be added to (${rehearsal.reason}).`,
        remedy: "`npx bulkhead up --local` uploads the content of an in-process rehearsal by itself.",
      });
    try {
      process.env["PATH"] = rehearsal.environment["PATH"];
      const place = { workDir: rehearsal.places.workspace, environment: rehearsal.environment };
      const clients = localClients((order) => rehearsal.azure.storage(order));
      results = await publishAll(stacks, place, options, clients);
    } finally {
      await rehearsal.close();
    }
  } else {
    results = await publishAll(
      stacks,
      { workDir: projectRoot, environment: {} },
      options,
      await realClients(),
    );
  }
  if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else for (const line of publishText(results)) say(line);
}

export function addContentCommand(program: Command): void {
  program
    .command("content")
    .description(
      "Upload the sorry page, the images and the pages, signed in with Entra ID, from inside the network.",
    )
    .option("--local", "into the rehearsal")
    .option("--json", "print the result as JSON")
    .addOption(environmentOption())
    .option("--only <stack...>", "these stacks only")
    .option("--sorry <dir>", "folder of the sorry page, with an index.html")
    .option(
      "--site <dir>",
      "folder of the built pages, with an index.html; otherwise workload/site/dist, if it was built",
    )
    .option("--images <dir>", "folder of the images")
    .addOption(engineOption())
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead content --site ../shop/dist           everything, with pages built elsewhere\n  npx bulkhead content --only global                 the sorry page and the images\n  npx bulkhead content --local                       into the rehearsal",
    )
    .action(content);
}
