/** Management locks: what nobody may delete, or even change, whatever their role. */
import { ArmError } from "../errors.ts";
import { idKey } from "../ids.ts";
import type { AzureView, DeleteRequest, Rule } from "../model.ts";
import { textAt } from "../../../lib/properties.ts";

export const lockType = "Microsoft.Authorization/locks";

/** Locks of an id: its own and those above it, which it inherits, extension resources such as role assignments included. */
function locksOf(azure: AzureView, id: string): { level: string; scope: string }[] {
  return azure
    .ofType(lockType)
    .map(({ inputs }) => ({ level: textAt(inputs, "level") ?? "", scope: textAt(inputs, "scope") ?? "" }))
    .filter(({ scope }) => `${idKey(id)}/`.startsWith(`${idKey(scope)}/`));
}

function refuse(id: string, operation: "write" | "delete", scope: string): never {
  throw new ArmError(
    "ScopeLocked",
    409,
    `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
  );
}

/** "Lock your resources": a read-only lock stops writes as well. */
export const scopeIsNotReadOnly: Rule = ({ azure, arm, id }) => {
  if (arm === lockType) return;
  const lock = locksOf(azure, id).find(({ level }) => level === "ReadOnly");
  if (lock) refuse(id, "write", lock.scope);
};

/** Any lock stops a deletion, also that of something around what is locked. */
export const nothingIsLocked = ({ azure, resource }: DeleteRequest): void => {
  if (resource.arm === lockType) return;
  const inherited = locksOf(azure, resource.id)[0];
  if (inherited) refuse(resource.id, "delete", inherited.scope);
  const inside = azure
    .ofType(lockType)
    .map(({ inputs }) => textAt(inputs, "scope") ?? "")
    .find((scope) => idKey(scope).startsWith(`${idKey(resource.id)}/`));
  if (inside !== undefined) refuse(resource.id, "delete", inside);
};
