/** A subscription that meets faults, asked as azure-native asks it. */
import { expect } from "chai";
import type { Properties } from "../../../lib/properties.ts";
import { typicalMinutes } from "../../../rehearsal/azure/durations.ts";
import type { FaultWorld } from "../../../rehearsal/azure/faults/world.ts";
import { azureNative } from "../../../rehearsal/azure/packages/azureNative.ts";
import type { FaultId } from "../../../rehearsal/faults/catalogue.ts";
import { parseFaults } from "../../../rehearsal/faults/file.ts";
import { location, newKit, type Kit } from "../azure/kit.ts";

export interface FaultKit extends Kit {
  /** What faults did outside of Azure, in order. */
  readonly broken: string[];
  /** Other faults than before, from their beginning. */
  begin(...faults: Properties[]): void;
  end(): void;
  /** How often each fault has struck. */
  struck(): number[];
  /** As azure-native makes it, retries included. */
  make(token: string, inputs: Properties, stack?: string): Promise<{ id: string; outputs: Properties }>;
  change(token: string, id: string, inputs: Properties): Promise<Properties>;
  take(token: string, id: string): Promise<void>;
  /** Simulated minutes that something takes. */
  minutes(work: () => Promise<unknown>): Promise<number>;
}

/** A world that only writes down what it is told. */
export function recordedWorld(broken: string[]): FaultWorld {
  return {
    killProvider: () => void broken.push("provider"),
    killEngine: (stack) => void broken.push(`engine of ${stack}`),
    killCommand: () => void broken.push("command"),
    fillDisk: (stack) => void broken.push(`disk of ${stack}`),
    lock(stack) {
      broken.push(`lock ${stack}`);
      return stack;
    },
    unlock: (stack) => void broken.push(`unlock ${stack}`),
  };
}

export async function newFaultKit(): Promise<FaultKit> {
  const broken: string[] = [];
  const kit = await newKit(recordedWorld(broken));
  const { faults } = kit.subscription;
  if (faults === undefined) throw new Error("This subscription meets no faults.");
  const native = azureNative(kit.subscription);
  const call = (token: string, stack: string) => ({
    type: `azure-native:${token}`,
    urn: `urn:pulumi:${stack}::bulkhead::azure-native:${token}::it`,
    configuration: {},
  });
  const within = (token: string, inputs: Properties) =>
    token.startsWith("authorization:") ? inputs : { resourceGroupName: "rg-test", ...inputs };
  return {
    ...kit,
    broken,
    begin(...entries) {
      faults.end();
      faults.begin(parseFaults({ faults: entries }, "faults.yaml"));
    },
    end: () => faults.end(),
    struck: () => faults.report().map((report) => report.struck),
    make: (token, inputs, stack = "stamp-eastus") => native.create(call(token, stack), within(token, inputs)),
    change: (token, id, inputs) => native.update(call(token, "stamp-eastus"), id, within(token, inputs)),
    take: (token, id) => native.delete(call(token, "stamp-eastus"), id),
    async minutes(work) {
      const before = kit.clock.now;
      await work();
      return kit.clock.now - before;
    },
  };
}

/** What something fails with, as text; fails when it does not. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  return expect.fail("It went well.");
}

/** Shows one row of the catalogue striking. */
export type RowTest = (kit: FaultKit) => Promise<void>;
export type RowTests = Readonly<Partial<Record<FaultId, RowTest>>>;

export const policy = "network:FirewallPolicy";
export const policyInputs = { firewallPolicyName: "afwp", location };
export const policyMinutes = typicalMinutes("Microsoft.Network/firewallPolicies", "create");

export const vault = "keyvault:Vault";
export const vaultOf = (kit: FaultKit) => ({
  vaultName: "kv-test",
  location,
  properties: {
    tenantId: kit.subscription.view.tenantId,
    sku: { family: "A", name: "standard" },
    enableRbacAuthorization: true,
    enablePurgeProtection: true,
  },
});
