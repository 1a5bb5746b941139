import { appendFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { MutantResult } from "@stryker-mutator/api/core";
import type { Reporter } from "@stryker-mutator/api/report";

/** One line for each mutant that no test noticed, as soon as it is known: `lib/cidr.ts:12:3 Survived ConditionalExpression → true`. */
export class Survivors implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    writeFileSync(file, "");
  }

  onMutantTested({ fileName, location, status, mutatorName, replacement }: Readonly<MutantResult>): void {
    if (status !== "Survived" && status !== "NoCoverage") return;
    const where = `${relative(process.cwd(), fileName)}:${location.start.line}:${location.start.column}`;
    const instead = replacement?.replaceAll(/\s+/g, " ").slice(0, 100) ?? "";
    appendFileSync(this.#file, `${where} ${status} ${mutatorName} → ${instead}\n`);
  }
}
