/** States and outputs that leave the backend, and states that come back, with their secrets as they are in it. */
import { execFile } from "node:child_process";
import {
  CommandError,
  ConcurrentUpdateError,
  StackNotFoundError,
  type Deployment,
  type OutputMap,
  type Workspace,
} from "@pulumi/pulumi/automation/index.js";

/** Where the engine is started, and with which environment beside that of this process. */
export interface Place {
  /** Folder with Pulumi.yaml and the stack files. */
  readonly workDir: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The kinds that the Automation API makes of what an engine says, as far as somebody here tells them apart. */
function errorOf(said: string): CommandError {
  if (/no stack named.*found/.test(said)) return new StackNotFoundError(said);
  const isHeld =
    said.includes("the stack is currently locked by") || said.includes("[409] Conflict: Another update");
  return isHeld ? new ConcurrentUpdateError(said) : new CommandError(said);
}

/** @throws CommandError with what the engine said, when it fails. */
function runEngine(args: readonly string[], { workDir, environment }: Place, input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment, PULUMI_AUTOMATION_API: "true" };
    const child = execFile(
      "pulumi",
      [...args, "--non-interactive"],
      // However large a state is.
      { cwd: workDir, env, maxBuffer: Infinity },
      (error, output) => {
        if (error === null) resolve(output);
        else reject(errorOf(error.message));
      },
    );
    // An engine that fails before it reads says why itself.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

/** How the engine shows an output that is secret. */
const hidden = "[secret]";

/**
 * Makes a workspace export and import states with secrets as they are in the backend. Its own way decrypts them, writes them in clear
 * to a file in the folder for temporary files that everybody can read, and leaves that there when the import fails:
 * `importStack` in automation/localWorkspace.ts of pulumi 3.270. Nobody here has to know a secret to correct a state.
 *
 * Outputs that are secret are `[secret]`; the workspace's own way asks for all of them twice, to know which are.
 */
export function sealStates<W extends Workspace>(workspace: W, place: Place): W {
  const sealed: Pick<Workspace, "exportStack" | "importStack" | "stackOutputs"> = {
    exportStack: async (stack) =>
      JSON.parse(await runEngine(["stack", "export", "--stack", stack], place)) as Deployment,
    stackOutputs: async (stack) => {
      const shown = JSON.parse(
        await runEngine(["stack", "output", "--json", "--stack", stack], place),
      ) as Record<string, unknown>;
      const outputs = Object.entries(shown).map(([key, value]) => [key, { value, secret: value === hidden }]);
      return Object.fromEntries(outputs) as OutputMap;
    },
    importStack: async (stack, state) => {
      await runEngine(["stack", "import", "--stack", stack], place, JSON.stringify(state));
    },
  };
  return Object.assign(workspace, sealed);
}
