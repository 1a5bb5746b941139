/** Programs of stacks run without an engine, each in a process of its own, on the local Azure of a database file. */
import { spawn } from "node:child_process";
import * as path from "node:path";
import { z } from "zod";
import { storageOrder } from "../rehearsal/azure/storageOrders.ts";
import { Store } from "../rehearsal/azure/store.ts";
import { viewOf } from "../rehearsal/azure/view.ts";
import { compileCache } from "../rehearsal/engine/places.ts";
import { projectRoot } from "./common.ts";
import type { OrderSender } from "./content/localClient.ts";

const resultSchema = z.object({ contract: z.unknown(), resources: z.number(), minutes: z.number() });

/** How a program ended: with a result, or with an error in its own words. */
export interface ProgramRun {
  readonly result: z.infer<typeof resultSchema> | undefined;
  readonly error: string;
}

export interface ProgramRequest {
  /** The file of the local subscription, which one process at a time may work on. */
  readonly database: string;
  /** Contracts of the stacks that ran before. */
  readonly contracts: Readonly<Record<string, unknown>>;
  /** Renders charts; without it their load balancers are read from the values. */
  readonly helm: string | undefined;
  /** Where to write the resources that the program registered, as JSON. */
  readonly resources?: string;
}

/** Runs one stack's program to its end. */
export function runProgram(stack: string, request: ProgramRequest): Promise<ProgramRun> {
  const script = path.join(projectRoot, "rehearsal", "inProcess", "runStack.ts");
  // As the engine starts it (Pulumi.yaml).
  const preload = ["--require", path.join(projectRoot, "preload.cjs")];
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", ...preload, script, stack],
    {
      cwd: projectRoot,
      env: {
        ...process.env,
        ...compileCache(),
        BULKHEAD_DATABASE: request.database,
        ...(request.helm === undefined ? {} : { BULKHEAD_HELM: request.helm }),
        ...(request.resources === undefined ? {} : { BULKHEAD_RESOURCES: request.resources }),
      },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  // A program that has ended before it read all of them says itself why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(request.contracts));
  let output = "";
  let error = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr.on("data", (part: Buffer) => (error += part.toString()));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      const last = output.trim().split("\n").at(-1) ?? "";
      resolve(
        code === 0
          ? { result: resultSchema.parse(JSON.parse(last)), error: "" }
          : { result: undefined, error: error.trim() },
      );
    });
  });
}

/** Uploads into a database that no process serves. */
export function inDatabase(database: string): OrderSender {
  return (order) => {
    const store = new Store(database);
    const effects = { put: store.put.bind(store), remove: store.remove.bind(store) };
    try {
      return Promise.resolve(storageOrder(viewOf(store), effects, order));
    } finally {
      store.close();
    }
  };
}
