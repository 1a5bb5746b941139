/** A subscription in memory, and short ways to fill it. */
import { ArmError, ProvisioningFailed } from "../../../rehearsal/azure/errors.ts";
import { SimulatedClock } from "../../../rehearsal/azure/clock.ts";
import { Faults } from "../../../rehearsal/azure/faults/faults.ts";
import type { FaultWorld } from "../../../rehearsal/azure/faults/world.ts";
import { isObject, type Properties } from "../../../lib/properties.ts";
import { Store } from "../../../rehearsal/azure/store.ts";
import { Subscription, type Written } from "../../../rehearsal/azure/subscription.ts";
import { roles } from "../../../lib/roles.ts";

export const group = "rg-test";
export const location = "eastus";

export interface Kit {
  readonly subscription: Subscription;
  readonly store: Store;
  readonly clock: SimulatedClock;
  /** `/subscriptions/…/resourceGroups/rg-test/providers` */
  readonly providers: string;
  /** @param token without `azure-native:`. The resource group is rg-test unless the inputs say otherwise. */
  create(token: string, inputs: Properties): Promise<Written>;
  /** Changes inputs of a resource that exists; undefined takes one away. */
  update(token: string, id: string, changes: Properties): Promise<Written>;
  remove(token: string, id: string): Promise<void>;
}

/**
 * An empty subscription with the resource group rg-test in eastus. Simulated minutes pass at once.
 *
 * @param world what faults do outside of Azure.
 */
export async function newKit(world?: FaultWorld): Promise<Kit> {
  const store = new Store(":memory:");
  const clock = new SimulatedClock(0, 0);
  const subscription = new Subscription(store, clock, new Faults(store, world));
  const full = (token: string) => `azure-native:${token}`;
  const kit: Kit = {
    subscription,
    store,
    clock,
    providers: `/subscriptions/${subscription.view.subscriptionId}/resourceGroups/${group}/providers`,
    create: (token, inputs) =>
      subscription.create(
        full(token),
        `urn:${token}`,
        token.startsWith("authorization:") ? inputs : { resourceGroupName: group, ...inputs },
      ),
    update: (token, id, changes) => {
      const inputs = Object.fromEntries(
        Object.entries({ ...subscription.read(id)?.inputs, ...changes }).filter(
          ([, value]) => value !== undefined,
        ),
      );
      return subscription.update(full(token), `urn:${token}`, id, inputs);
    },
    remove: (token, id) => subscription.delete(full(token), `urn:${token}`, id),
  };
  await kit.create("resources:ResourceGroup", { location });
  return kit;
}

/** The refusal that a promise ends in. Fails when it does not, or in something else. */
export async function refusal(promise: Promise<unknown>): Promise<ArmError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProvisioningFailed) return error.cause;
    if (error instanceof ArmError) return error;
    throw error;
  }
  throw new Error("Azure accepted what it should have refused.");
}

/** `inputs` with values replaced at dotted paths; `pools.0.count` reaches into lists, undefined takes away. */
export function changed(inputs: Properties, changes: Properties): Properties {
  const copy = structuredClone(inputs);
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let at: Properties = copy;
    for (const step of steps) {
      if (!isObject(at[step]) && !Array.isArray(at[step])) at[step] = {};
      at = at[step] as Properties;
    }
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return copy;
}

export async function identity(
  kit: Kit,
  name: string,
): Promise<{ id: string; principalId: string; clientId: string }> {
  const { id, outputs } = await kit.create("managedidentity:UserAssignedIdentity", {
    resourceName: name,
    location,
  });
  return { id, principalId: String(outputs["principalId"]), clientId: String(outputs["clientId"]) };
}

let assignments = 0;

/** A name for a role assignment that no other has. */
export function nextGuid(): string {
  assignments += 1;
  return `00000000-0000-4000-8000-${String(assignments).padStart(12, "0")}`;
}

export function roleId(kit: Kit, role: keyof typeof roles): string {
  return `/subscriptions/${kit.subscription.view.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`;
}

export async function grant(
  kit: Kit,
  principalId: string,
  role: keyof typeof roles,
  scope: string,
): Promise<string> {
  const inputs = {
    roleAssignmentName: nextGuid(),
    scope,
    principalId,
    roleDefinitionId: roleId(kit, role),
    principalType: "ServicePrincipal",
  };
  return (await kit.create("authorization:RoleAssignment", inputs)).id;
}

/** A virtual network 10.0.0.0/16 with subnets: name → inputs. */
export async function network(
  kit: Kit,
  subnets: Record<string, Properties>,
): Promise<{ id: string; subnet: (name: string) => string }> {
  const { id } = await kit.create("network:VirtualNetwork", {
    virtualNetworkName: "vnet",
    location,
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
  });
  for (const [subnetName, inputs] of Object.entries(subnets)) {
    await kit.create("network:Subnet", { virtualNetworkName: "vnet", subnetName, ...inputs });
  }
  return { id, subnet: (name) => `${id}/subnets/${name}` };
}
