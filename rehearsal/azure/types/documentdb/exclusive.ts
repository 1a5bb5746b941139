import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";

/** How Cosmos DB answers a second operation on an account: hashicorp/terraform-provider-azurerm issues 15842 and 17233. */
export const exclusiveLock = { code: "PreconditionFailed", status: 412 } as const;

/** The account an id belongs to. */
export function accountIdOf(id: string): string {
  return /^.*\/databaseAccounts\/[^/]+/i.exec(id)?.[0] ?? id;
}

/** Nothing below an account can be written while the account itself is being changed. */
export const accountIsFree: Rule = ({ azure, id, name }) => {
  const account = azure.find(accountIdOf(id));
  if (!account || account.state === "Succeeded") return;
  throw new ArmError(
    exclusiveLock.code,
    exclusiveLock.status,
    `There is already an operation in progress which requires exclusive lock on this service ${account.name} (wanted for '${name}'). Please retry the operation after sometime.`,
  );
};
