/** Who encrypts the secrets of a stack that is made for the first time. */
import { existsSync } from "node:fs";
import * as path from "node:path";
import { stackFileName } from "../config/stackName.ts";
import { readText } from "../config/textFile.ts";
import { readYaml } from "../config/yamlText.ts";

/** The variable that names it where no stack file does, for example `azurekeyvault://vault.vault.azure.net/keys/pulumi`. */
export const secretsProviderVariable = "BULKHEAD_SECRETS_PROVIDER";

/**
 * What the stack file says, else what the environment says, else Pulumi's passphrase. It matters once, when a stack is made; one that
 * exists keeps its own.
 *
 * @param stack its name, as in Pulumi.<stack>.yaml.
 * @throws UserError as readText and readYaml.
 */
export function secretsProviderOf(
  root: string,
  stack: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const name = stackFileName(stack);
  const file = path.join(root, name);
  const content = existsSync(file)
    ? readYaml(readText(file, { file: name }), { file: name }).content
    : undefined;
  const named =
    typeof content === "object" && content !== null && "secretsprovider" in content
      ? content.secretsprovider
      : undefined;
  if (typeof named === "string" && named !== "") return named;
  return env[secretsProviderVariable] || "passphrase";
}
