/** Which operations exclude each other, and how Azure says so. */
import type { Operation } from "../faults/model.ts";
import { ArmError } from "./errors.ts";
import { idKey, nameOfId, parentId, resourceGroupId } from "./ids.ts";
import type { TypeDefinition } from "./model.ts";

export class OperationLocks {
  /** Ids of resources with an operation under way, and of parents locked by one, with the reason. */
  private readonly locks = new Map<string, string>();

  /** Two operations on one resource exclude each other. */
  private refuseWhileBusy(id: string): void {
    const holder = this.locks.get(idKey(id));
    if (holder === undefined) return;
    throw new ArmError(
      "AnotherOperationInProgress",
      409,
      `Another operation (${holder}) on '${id}' is in progress.`,
    );
  }

  /** Takes the locks of an operation or refuses it as Azure does; returns what releases them. */
  take(definition: TypeDefinition, id: string, operation: Operation): () => void {
    const own = idKey(id);
    this.refuseWhileBusy(id);
    this.refuseWhileNestedIsWritten(definition, id, operation);
    const keys = [own];
    const parent = parentId(id);
    if (definition.oneAtATime) {
      const key = `${idKey(parent)} ${definition.oneAtATime.group ?? definition.info.arm.toLowerCase()}`;
      const other = this.locks.get(key);
      if (other !== undefined) {
        const { code, status } = definition.oneAtATime;
        throw new ArmError(
          code,
          status,
          `Another operation is in progress: '${parent}' is busy with '${other}'. Please retry the operation of '${nameOfId(id)}' after sometime.`,
        );
      }
      keys.push(key);
    }
    // A role assignment hangs on its scope without being a part of it.
    const within = definition.info.scope === "extension" ? [] : [parent, parentId(parent)];
    const ancestor = within.find((at) => at !== resourceGroupId(id) && this.locks.has(idKey(at)));
    if (ancestor !== undefined) {
      const { code, status } = definition.oneAtATime ?? { code: "AnotherOperationInProgress", status: 409 };
      throw new ArmError(
        code,
        status,
        `Another operation is in progress: '${ancestor}' is being changed. Please retry the operation of '${nameOfId(id)}' after sometime.`,
      );
    }
    for (const key of keys) this.locks.set(key, nameOfId(id));
    return () => {
      for (const key of keys) this.locks.delete(key);
    };
  }

  /**
   * A nested write that excludes others puts its parent into the state Updating; and nothing is deleted under a write.
   * A resource group takes its deletion all the same, and what is being written in it fails.
   */
  private refuseWhileNestedIsWritten(definition: TypeDefinition, id: string, operation: Operation): void {
    if (operation === "create" || definition.info.arm === "Microsoft.Resources/resourceGroups") return;
    const below = (key: string) =>
      key.startsWith(`${idKey(id)} `) || (operation === "delete" && key.startsWith(`${idKey(id)}/`));
    const busy = [...this.locks].find(([key]) => below(key));
    if (!busy) return;
    const code = definition.whileNestedIsWritten?.[operation] ?? "AnotherOperationInProgress";
    throw new ArmError(
      code,
      409,
      `'${id}' is in Updating state from the operation on '${busy[1]}' below it; try again when that has ended.`,
    );
  }
}
