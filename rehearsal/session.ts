/** Everything a rehearsal needs, made ready: an engine, a local Azure, a workspace, and the environment that joins them. */
import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { UserError } from "../config/userError.ts";
import { findAzure, startAzure, type AzureClient } from "./azureProcess.ts";
import { ensureHelm } from "./engine/helm.ts";
import { ensureEngine, type Engine, type EngineRequest } from "./engine/pulumi.ts";
import { compileCache } from "./engine/places.ts";
import type { FaultPlan } from "./faults/plan.ts";
import { rehearsalPlaces, type RehearsalPlaces } from "./places.ts";
import { syncWorkspace } from "./workspace.ts";

export interface Rehearsal {
  readonly engine: Exclude<Engine, { kind: "in-process" }>;
  readonly azure: AzureClient;
  readonly places: RehearsalPlaces;
  /** Environment variables for every `pulumi` of this rehearsal. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the local Azure if this session started it. */
  close(): Promise<void>;
}

export interface RehearsalRequest {
  readonly projectRoot: string;
  readonly engine: EngineRequest["choice"];
  /** Told about long work, line by line. */
  readonly report: (line: string) => void;
  /** What is to go wrong; without faults nothing does. */
  readonly faults?: FaultPlan | undefined;
  /** Leave the local Azure running after this process has ended. */
  readonly detached?: boolean;
}

/** Refuses early when nothing can be written where a rehearsal lives. */
export function checkWritable(projectRoot: string): RehearsalPlaces {
  const places = rehearsalPlaces(projectRoot);
  try {
    mkdirSync(places.root, { recursive: true });
    accessSync(places.root, constants.W_OK);
    const probe = path.join(places.root, ".writable");
    writeFileSync(probe, "");
  } catch (error) {
    throw new UserError({
      file: path.relative(process.cwd(), places.root) || places.root,
      problem: `The rehearsal cannot write here (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
      remedy: "Give yourself write access to that folder, or delete it if another user made it.",
    });
  }
  return places;
}

function environmentOf(
  engine: Rehearsal["engine"],
  azure: AzureClient,
  places: RehearsalPlaces,
): Record<string, string> {
  return {
    PATH: engine.path,
    // Beside each state the backend would keep a file of attributes, which it empties before it writes it: a stack that refers
    // to itself reads while the engine writes, and would now and then fail with "failed to load checkpoint: EOF".
    PULUMI_BACKEND_URL: `file://${places.state}?metadata=skip`,
    PULUMI_HOME: places.home,
    // Guards nothing: the secrets of a rehearsal are made up. Real stacks have a passphrase or a key vault of their own.
    PULUMI_CONFIG_PASSPHRASE: "rehearsal",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: Object.entries(azure.info.ports)
      .map(([name, port]) => `${name}:${port}`)
      .join(","),
    BULKHEAD_ARM_ENDPOINT: azure.info.arm,
    BULKHEAD_NODE: process.execPath,
    ...compileCache(),
  };
}

/** A `pulumi` that works on the rehearsal's copies of the stack files, for people who type the command themselves. */
function writeWrapper(engine: Rehearsal["engine"], projectRoot: string, places: RehearsalPlaces): void {
  mkdirSync(places.bin, { recursive: true });
  const file = path.join(places.bin, "pulumi");
  const sync = path.join(import.meta.dirname, "syncWorkspace.ts");
  writeFileSync(
    file,
    [
      "#!/bin/sh",
      "# Written by `bulkhead env --local`: the rehearsal's own view of the project, so that Pulumi never edits your stack files.",
      `"${process.execPath}" --disable-warning=ExperimentalWarning "${sync}" "${projectRoot}" || exit 1`,
      `exec "${engine.pulumi}" -C "${places.workspace}" "$@"`,
      "",
    ].join("\n"),
  );
  chmodSync(file, 0o755);
}

/** In a shell that `env --local` has prepared, the first `pulumi` on PATH is our wrapper, which is no engine. */
function withoutWrapper(places: RehearsalPlaces): NodeJS.ProcessEnv {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== places.bin);
  return { ...process.env, PATH: folders.join(path.delimiter) };
}

/**
 * Makes a rehearsal ready to run. The engine is found or built first, which may take minutes once.
 *
 * @returns the reason as text when there is no engine and the rehearsal must run in process.
 */
export async function openRehearsal(
  request: RehearsalRequest,
): Promise<Rehearsal | { readonly reason: string }> {
  const places = checkWritable(request.projectRoot);
  const engine = await ensureEngine({
    choice: request.engine,
    report: request.report,
    env: withoutWrapper(places),
  });
  if (engine.kind === "in-process") return { reason: engine.reason };
  const helm = await ensureHelm({ choice: "auto", report: request.report });
  if (helm.kind === "none")
    request.report(`helm: none to be had (${helm.reason}); charts are not rendered in this rehearsal`);
  syncWorkspace(request.projectRoot, places);
  writeWrapper(engine, request.projectRoot, places);
  const running = await findAzure(places);
  const azure =
    running ??
    (await startAzure(request.projectRoot, places, {
      helm: helm.kind === "none" ? undefined : helm.helm,
      parent: request.detached ? undefined : process.pid,
    }));
  await azure.setFaults(request.faults);
  return {
    engine,
    azure,
    places,
    environment: environmentOf(engine, azure, places),
    close: async () => {
      if (!running && !request.detached) await azure.stop();
    },
  };
}
