import { expect } from "chai";
import { failureOf } from "../../../cli/reactions/failure.ts";
import { knownOf } from "../../../cli/reactions/table.ts";
import { resourceTypes } from "../../../lib/resourceTypes.ts";
import { ArmError } from "../../../rehearsal/azure/errors.ts";
import type { TypeDefinition } from "../../../rehearsal/azure/model.ts";
import { OperationLocks } from "../../../rehearsal/azure/operationLocks.ts";
import { definitionOf } from "../../../rehearsal/azure/types/index.ts";

/** What the local Azure says to a second operation, as azure-native shows it. */
function refusal(take: () => void): string {
  try {
    take();
  } catch (error) {
    if (error instanceof ArmError)
      return `Thing name: Status=${error.status} Code="${error.code}" Message="${error.message}"`;
    throw error;
  }
  throw new Error("nothing was refused");
}

const parent = "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/parents/p";

describe("cli/reactions: operations that exclude each other", () => {
  const exclusive = [...resourceTypes.keys()].flatMap((token): TypeDefinition[] => {
    const definition = definitionOf(token);
    return definition.oneAtATime === undefined ? [] : [definition];
  });

  it("are several types", () => expect(exclusive.length).to.be.greaterThan(5));

  for (const definition of exclusive) {
    it(`are given again later: ${definition.info.arm}`, () => {
      const siblings = new OperationLocks();
      siblings.take(definition, `${parent}/children/a`, "create");
      const whole = new OperationLocks();
      whole.take(definitionOf("azure-native:network:VirtualNetwork"), parent, "update");
      // What hangs on something without being a part of it may be written while that is changed.
      const parts = definition.info.scope === "extension" ? [] : [whole];
      for (const locks of [siblings, ...parts]) {
        const text = refusal(() => locks.take(definition, `${parent}/children/b`, "create"));
        expect(knownOf(failureOf(text))?.reaction, text).to.equal("retry");
      }
    });
  }
});
