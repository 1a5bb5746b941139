/** Who encrypts the secrets of a stack that is made for the first time. */
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

/** The variable that names it where no stack file does, for example `azurekeyvault://vault.vault.azure.net/keys/pulumi`. */
export const secretsProviderVariable = "BULKHEAD_SECRETS_PROVIDER";

/**
 * What the stack file says, else what the environment says, else Pulumi's passphrase. It matters once, when a stack is made; one that
 * exists keeps its own.
 *
 * @param stack its name, as in Pulumi.<stack>.yaml.
 */
export function secretsProviderOf(
  root: string,
  stack: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const file = path.join(root, `Pulumi.${stack}.yaml`);
  const content: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
  const named =
    typeof content === "object" && content !== null && "secretsprovider" in content
      ? content.secretsprovider
      : undefined;
  if (typeof named === "string" && named !== "") return named;
  return env[secretsProviderVariable] || "passphrase";
}
