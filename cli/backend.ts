/** Stacks as the backend has them: listed, opened, read. Each question starts an engine, so none is asked that another one answers. */
import {
  LocalWorkspace,
  PulumiCommand,
  Stack,
  StackNotFoundError,
  type Deployment,
  type StackSummary,
} from "@pulumi/pulumi/automation/index.js";
import { sealStates, type Place } from "./sealedStates.ts";

export type { Place } from "./sealedStates.ts";

/** By PATH, which decides what `pulumi` is. */
const commands = new Map<string, Promise<PulumiCommand>>();

/** The engine on the PATH. A workspace that is not given one asks it for its version, each time. */
async function engineCommand(): Promise<PulumiCommand> {
  const searched = process.env["PATH"] ?? "";
  const command = commands.get(searched) ?? PulumiCommand.get();
  commands.set(searched, command);
  try {
    return await command;
  } catch (error) {
    commands.delete(searched);
    throw error;
  }
}

async function workspaceOf(place: Place, secretsProvider?: string): Promise<LocalWorkspace> {
  const workspace = await LocalWorkspace.create({
    workDir: place.workDir,
    envVars: { ...place.environment },
    pulumiCommand: await engineCommand(),
    ...(secretsProvider === undefined ? {} : { secretsProvider }),
  });
  return sealStates(workspace, place);
}

/** Its operations do not ask for their own summary afterwards: it costs a start of the engine each, and listeners have heard it all. */
function withoutSummaries(stack: Stack): Stack {
  return Object.assign(stack, { info: () => Promise.resolve(undefined) });
}

/** What `asked` comes to; undefined where the stack it is about does not exist. */
async function ifKnown<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StackNotFoundError) return undefined;
    throw error;
  }
}

export async function listStacks(place: Place): Promise<StackSummary[]> {
  return (await workspaceOf(place)).listStacks();
}

/**
 * The stack, made if need be.
 *
 * @param secretsProvider who encrypts the secrets of a stack that is made.
 */
export async function openStack(name: string, place: Place, secretsProvider: string): Promise<Stack> {
  return withoutSummaries(await Stack.createOrSelect(name, await workspaceOf(place, secretsProvider)));
}

/** The stack if it exists. */
export async function selectStack(name: string, place: Place): Promise<Stack | undefined> {
  const stack = await ifKnown(Stack.select(name, await workspaceOf(place)));
  return stack && withoutSummaries(stack);
}

/** The contract that the stack exported when it was last deployed; undefined where there is none. */
export async function contractOf(name: string, place: Place): Promise<unknown> {
  const outputs = await ifKnown((await workspaceOf(place)).stackOutputs(name));
  return outputs?.["contract"]?.value as unknown;
}

/** The stack's state, its secrets encrypted; undefined where there is no such stack. */
export async function stateOf(name: string, place: Place): Promise<Deployment | undefined> {
  return ifKnown((await workspaceOf(place)).exportStack(name));
}

/** Puts a state, as `stateOf` gives it, in place of the stack's own. */
export async function replaceState(name: string, place: Place, state: Deployment): Promise<void> {
  await (await workspaceOf(place)).importStack(name, state);
}
