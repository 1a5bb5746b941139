import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import fc from "fast-check";
import { hostileText } from "./values.ts";

/** A verb by its words: ["region", "add"]. */
export interface Verb {
  readonly words: readonly string[];
  readonly command: Command;
}

/** Every verb of a program. */
export function verbsOf(command: Command, above: readonly string[] = []): Verb[] {
  return command.commands.flatMap((inner): Verb[] => {
    const words = [...above, inner.name()];
    return [{ words, command: inner }, ...verbsOf(inner, words)];
  });
}

/** What a run of the command line left behind. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Verbs that do nothing but hold others. */
const holders: ReadonlySet<string> = new Set(["region"]);

const outputs = [process.stdout, process.stderr] as const;
const writes = outputs.map((stream) => stream.write.bind(stream));
const exit = process.exit.bind(process);

class Exit extends Error {}

interface CliModule {
  readonly buildProgram: () => Command;
  readonly main: (argv: readonly string[], program: Command) => Promise<void>;
}

/** The command line of a project's copy, in this process. */
export class CommandLine {
  private readonly module: CliModule;
  private readonly really: ReadonlySet<string>;

  private constructor(module: CliModule, really: readonly string[]) {
    this.module = module;
    this.really = new Set(really);
  }

  /**
   * @param root the copy: what verbs write goes there.
   * @param really verbs that do their work; of all others the command line is read, and nothing is done.
   */
  static async of(root: string, really: readonly string[]): Promise<CommandLine> {
    const module: unknown = await import(pathToFileURL(path.join(root, "cli", "main.ts")).href);
    return new CommandLine(module as CliModule, really);
  }

  verbs(): Verb[] {
    return verbsOf(this.module.buildProgram());
  }

  /** Runs it and takes what it prints. What should end the process ends the run. */
  async run(args: readonly string[]): Promise<Ran> {
    const program = this.module.buildProgram();
    for (const { words, command } of verbsOf(program))
      if (!this.really.has(words.join(" ")) && !holders.has(words.join(" "))) command.action(() => undefined);
    const { exitCode } = process;
    const texts = ["", ""];
    outputs.forEach((stream, index) => {
      stream.write = (chunk: string | Uint8Array) => {
        texts[index] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
        return true;
      };
    });
    process.exit = (code) => {
      process.exitCode = code ?? process.exitCode ?? 0;
      throw new Exit();
    };
    process.exitCode = 0;
    try {
      await this.module.main(["node", "bulkhead", ...args], program);
      return { code: Number(process.exitCode), stdout: texts[0] ?? "", stderr: texts[1] ?? "" };
    } finally {
      outputs.forEach((stream, index) => {
        const write = writes[index];
        if (write !== undefined) stream.write = write;
      });
      process.exit = exit;
      process.exitCode = exitCode;
    }
  }
}

const plausible = fc.constantFrom(
  "eastus",
  "westus3",
  "westeurope",
  "eastuss",
  "global",
  "stamp-eastus",
  "stamp-eastus-b",
  "stamp-eastus-B",
  "ops-eastus",
  "int.global",
  "default",
  "int",
  "0",
  "1",
  "3",
  "-1",
  "1e9",
  "json",
  "text",
  "state",
  "program",
  "location",
  "network.addressSpace",
  "/work",
  "/dev/null",
  "/dev/zero",
  "package.json",
  "Pulumi.global.yaml",
  "a=b",
  "catalog-api=1.0.0",
  "edge.weight=700",
  "cluster.kubernetesVersion=[",
  "b",
  "../../x",
  "ß",
);

const argument = fc.oneof({ weight: 3, arbitrary: plausible }, { weight: 1, arbitrary: hostileText });

/** A word as somebody mistypes it. */
const mistyped = (word: string): fc.Arbitrary<string> =>
  fc.nat(word.length).map((at) => word.slice(0, at) + word.slice(at + 1));

function optionsFor(command: Command): fc.Arbitrary<string[]> {
  const known = command.options.map(({ long, required, optional }): fc.Arbitrary<string[]> => {
    const name = long ?? "";
    const given = fc.oneof(
      { weight: 9, arbitrary: fc.constant(name) },
      { weight: 1, arbitrary: mistyped(name) },
    );
    const valued = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(given, argument).map(([option, value]) => [option, value]) },
      { weight: 2, arbitrary: fc.tuple(given, argument).map(([option, value]) => [`${option}=${value}`]) },
      { weight: 1, arbitrary: given.map((option) => [option]) },
    );
    return required || optional ? valued : given.map((option) => [option]);
  });
  const any = fc.tuple(fc.oneof(fc.constant("--"), hostileText)).map(([text]) => [`--${text}`]);
  return fc.array(fc.oneof(...known, any), { maxLength: 4 }).map((parts) => parts.flat());
}

/** Command lines near those that there are: any verb, with options and arguments that are right, nearly right or anything. */
export function commandLines(verbs: readonly Verb[]): fc.Arbitrary<string[]> {
  return fc.constantFrom(...verbs).chain(({ words, command }) => {
    const wanted = command.registeredArguments.length;
    const verb = fc.oneof(
      { weight: 12, arbitrary: fc.constant([...words]) },
      { weight: 1, arbitrary: mistyped(words.at(-1) ?? "").map((last) => [...words.slice(0, -1), last]) },
      { weight: 1, arbitrary: hostileText.map((text) => [text]) },
    );
    const args = fc.oneof(
      { weight: 5, arbitrary: fc.array(argument, { minLength: wanted, maxLength: wanted }) },
      { weight: 1, arbitrary: fc.array(argument, { maxLength: wanted + 1 }) },
    );
    return fc.tuple(verb, args, optionsFor(command)).map((parts) => parts.flat());
  });
}
