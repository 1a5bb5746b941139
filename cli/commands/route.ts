/** `route`: who answers a request. */
import type { Command } from "commander";
import { UserError } from "../../config/userError.ts";
import { rehearsalPlaces } from "../../rehearsal/places.ts";
import { projectRoot } from "../common.ts";
import { environmentOption } from "../environment.ts";
import { readTraffic, trafficLines, type TrafficRoute } from "../traffic.ts";

interface RouteOptions {
  readonly local?: true;
  readonly json?: true;
  readonly host?: string;
  readonly env?: string;
}

function originLines({ origins }: TrafficRoute): string[] {
  return origins.map(({ label, hostName, enabled, healthy, priority, weight, broken }) => {
    const state = !enabled
      ? "drained"
      : healthy
        ? "healthy"
        : `${broken?.link ?? "?"}: ${broken?.text ?? ""}`;
    return `    ${label} (${hostName}): priority ${priority}, weight ${weight}, ${state}`;
  });
}

/** Refuses what is no path of a URL. */
export function checkPath(path: string | undefined): void {
  if (path === undefined || path.startsWith("/")) return;
  throw new UserError({
    key: "path",
    problem: `'${path}' is no path.`,
    remedy: "Begin it with a slash: `npx bulkhead route --local /catalogservice/api/1.0/catalogitem`.",
  });
}

function route(path: string | undefined, options: RouteOptions): void {
  if (!options.local)
    throw new UserError({
      key: "--local",
      problem: "Only the local Azure can be asked what its edge would do.",
      remedy:
        "For the rehearsal: `npx bulkhead route --local`. On the real platform look at the health of the origins in Front Door's metrics.",
    });
  checkPath(path);
  const routes = readTraffic(rehearsalPlaces(projectRoot).database, path, options.host, options.env);
  if (routes === undefined || routes.length === 0)
    throw new UserError({
      problem: "There is no Front Door in the rehearsal.",
      remedy: "Run `npx bulkhead up --local` first.",
    });
  const text = [...trafficLines(routes), ...(path === undefined ? [] : routes.flatMap(originLines))].join(
    "\n",
  );
  process.stdout.write(options.json ? `${JSON.stringify(routes, null, 2)}\n` : `${text}\n`);
  process.exitCode = routes.every(({ outcome }) => outcome === "served") ? 0 : 1;
}

export function addRouteCommand(program: Command): void {
  program
    .command("route [path]")
    .description("Say who answers a request, and what is broken on the way to those who do not.")
    .option("--local", "the rehearsal")
    .addOption(environmentOption())
    .option("--host <name>", "host name of the request; without it every Front Door endpoint")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead route --local                                     one line for every route\n  npx bulkhead route --local /healthservice/health/stamp         one request, with every origin",
    )
    .action(route);
}
