/** Holds what the command does about each fault against what the catalogue of faults promises. */
import { expect } from "chai";
import { causeOf } from "../../../cli/reactions/cause.ts";
import { parseStackName } from "../../../config/stackName.ts";
import { ConnectionLost, OperationTimedOut } from "../../../rehearsal/azure/errors.ts";
import { failureOf, refusalOf } from "../../../rehearsal/azure/faults/answers.ts";
import type { AzureRequest } from "../../../rehearsal/azure/faults/circumstances.ts";
import { catalogue, type FaultId } from "../../../rehearsal/faults/catalogue.ts";
import type { Parameter } from "../../../rehearsal/faults/model.ts";
import type { FaultEntry } from "../../../rehearsal/faults/plan.ts";

const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v";

/** What the engine, a backend or a broken connection says, where no answer of Azure carries the fault. */
const told: Partial<Record<FaultId, string>> = {
  "operation-timeout": String(new OperationTimedOut()),
  "lost-answer": new ConnectionLost("Put", id).message,
  "soft-deleted-name": 'Status=409 Code="VaultAlreadyExists" Message="…"',
  "provider-killed": "rpc error: code = Unavailable desc = error reading from server: EOF",
  "engine-killed": "Command was killed with SIGKILL",
  "disk-full": "saving checkpoint: write /state/global.json: file too large",
  "backend-locked": "another run holds the lock of 'global': the stack is currently locked by 1 lock(s).",
};

/** A killed command says nothing, a link that is made anew fails nothing, and a region that is lost is first an Azure that fails. */
const elsewhere: readonly FaultId[] = ["command-killed", "link-recreated", "region-lost"];

const types = [
  "Microsoft.Network/publicIPAddresses",
  "Microsoft.DocumentDB/databaseAccounts",
  "Microsoft.ContainerService/managedClusters",
  "Microsoft.KeyVault/vaults",
];

function textsOf(fault: FaultId, parameters: Readonly<Record<string, Parameter>>): string[] {
  const fixed = told[fault];
  if (fixed !== undefined) return [fixed];
  const values = Object.fromEntries(
    Object.entries(parameters).map(([name, { default: value }]) => [name, value ?? ""]),
  );
  return types.flatMap((type) => {
    const request = {
      id,
      location: "eastus",
      inputs: {},
      subject: { type, name: "v", stack: "global", operation: "create" },
    } as unknown as AzureRequest;
    const entry = { fault, parameters: values } as unknown as FaultEntry;
    const answer = refusalOf(entry, request) ?? failureOf(entry, request);
    return answer === undefined ? [] : [`Thing v: ${answer.toString()}`];
  });
}

describe("cli/reactions: the catalogue of faults", () => {
  for (const { id: fault, parameters, reaction } of catalogue) {
    if (elsewhere.includes(fault)) continue;
    it(`${fault}: ${reaction}`, () => {
      const texts = textsOf(fault, parameters);
      expect(texts).not.to.deep.equal([]);
      for (const text of texts) {
        const cause = causeOf(text, parseStackName("global"), "up");
        expect(cause.id, text).not.to.equal("unknown");
        if (reaction === "stops" || reaction === "resumes") expect(cause.reaction, text).to.equal("stop");
        else expect(cause.reaction, text).not.to.equal("stop");
        if (reaction === "resumes") expect(cause.remedy).to.contain("same command");
      }
    });
  }
});
