import type { SimulatedClock } from "./clock.ts";
import { typicalMinutes } from "./durations.ts";
import { ArmError, ProvisioningFailed } from "./errors.ts";
import { idKey, nameOfId, parentId, resourceGroupId } from "./ids.ts";
import { normaliseLocation } from "./location.ts";
import type { AzureView, DeleteRequest, Effects, Request, Resource, TypeDefinition } from "./model.ts";
import type { Properties } from "../../lib/properties.ts";
import { commonDeleteRules, commonRules } from "./rules/common.ts";
import type { Store } from "./store.ts";
import { viewOf } from "./view.ts";
import { definitionOf } from "./types/index.ts";
import { armId } from "../../lib/resourceTypes.ts";

export interface Written {
  readonly id: string;
  readonly outputs: Properties;
}

/** One Azure subscription: what exists in it, what it refuses, and how long things take. */
export class Subscription {
  readonly store: Store;
  readonly clock: SimulatedClock;
  readonly view: AzureView;
  /** Ids of resources with an operation under way, and of parents locked by one, with the reason. */
  private readonly locks = new Map<string, string>();

  constructor(store: Store, clock: SimulatedClock) {
    this.store = store;
    this.clock = clock;
    this.view = viewOf(store);
    this.finishWhatWasUnderWay();
  }

  /** The id that a resource with these inputs has or would have. */
  idOf(token: string, inputs: Properties): string {
    definitionOf(token);
    return armId(token, this.view.subscriptionId, inputs);
  }

  /**
   * @param subscriptionId of a provider that is configured for one; it counts for types that are written across
   *   subscriptions, and everything else goes into this one.
   */
  async create(token: string, urn: string, inputs: Properties, subscriptionId?: string): Promise<Written> {
    const request = this.request("create", token, inputs, undefined, subscriptionId);
    const definition = definitionOf(token);
    if (this.store.get(request.id) && !definition.alwaysThere) {
      // azure-native's own words; it never takes over what it did not create.
      throw new ArmError(
        "ResourceAlreadyExists",
        409,
        `cannot create already existing resource '${request.id}'`,
      );
    }
    this.refuse(definition, request);
    return this.write(definition, request, urn, "Creating");
  }

  async update(token: string, urn: string, id: string, inputs: Properties): Promise<Written> {
    const previous = this.view.find(id);
    if (!previous) throw new ArmError("ResourceNotFound", 404, `The Resource '${id}' was not found.`);
    const request = this.request("update", token, inputs, previous);
    const definition = definitionOf(token);
    this.refuse(definition, request);
    return this.write(definition, request, urn, "Updating");
  }

  async delete(token: string, urn: string, id: string): Promise<void> {
    const resource = this.store.get(id);
    // ARM answers 204 for what is not there, and azure-native takes that as done.
    if (!resource) return;
    const definition = definitionOf(token);
    const request: DeleteRequest = { azure: this.view, resource };
    for (const rule of commonDeleteRules(definition)) rule(request);
    for (const rule of definition.deleteRules ?? []) rule(request);
    const minutes = typicalMinutes(resource.arm, "delete");
    const done = this.lock(definition, resource.id, "delete");
    const number = this.store.started(urn, "delete", resource.id, this.clock.now);
    this.store.put({ ...resource, state: "Deleting", until: this.clock.now + minutes });
    try {
      await this.clock.pass(minutes);
      this.removeWithAllBelow(definition, resource);
      this.store.ended(number, this.clock.now);
    } finally {
      done();
    }
  }

  /**
   * Takes a resource group away with all that is in it, at once and without asking: as when its region is gone, or somebody has
   * deleted it by hand. What has a name to keep is soft-deleted.
   *
   * @returns how many resources went.
   */
  lose(groupId: string): number {
    const group = this.store.get(groupId);
    if (!group) return 0;
    const before = this.store.all().length;
    this.removeWithAllBelow(definitionOf("azure-native:resources:ResourceGroup"), group);
    return before - this.store.all().length;
  }

  /** What Azure answers to a GET, or undefined. */
  read(id: string): Resource | undefined {
    return this.view.find(id);
  }

  private request(
    operation: Request["operation"],
    token: string,
    inputs: Properties,
    previous: Resource | undefined,
    subscriptionId = this.view.subscriptionId,
  ): Request {
    const definition = definitionOf(token);
    const owner = definition.acrossSubscriptions === true ? subscriptionId : this.view.subscriptionId;
    const id = previous?.id ?? armId(token, owner, inputs);
    const location =
      typeof inputs["location"] === "string" ? normaliseLocation(inputs["location"]) : previous?.location;
    return {
      azure: this.view,
      operation,
      id,
      arm: definition.info.arm,
      name: nameOfId(id),
      location: location ?? (definition.location === "global" ? "global" : undefined),
      inputs,
      previous,
    };
  }

  private refuse(definition: TypeDefinition, request: Request): void {
    if (
      request.operation === "create" &&
      definition.softDelete &&
      this.store.isSoftDeleted(request.arm, request.name)
    ) {
      throw new ArmError(
        "VaultAlreadyExists",
        409,
        `The name '${request.name}' is held by a soft-deleted resource. Recover it, purge it, or choose another name.`,
      );
    }
    for (const rule of commonRules(definition)) rule(request);
    for (const rule of definition.rules ?? []) rule(request);
  }

  private async write(
    definition: TypeDefinition,
    request: Request,
    urn: string,
    state: "Creating" | "Updating",
  ): Promise<Written> {
    const operation = state === "Creating" ? "create" : "update";
    const minutes = definition.minutes?.(request) ?? typicalMinutes(request.arm, operation);
    const done = this.lock(definition, request.id, operation);
    const number = this.store.started(urn, operation, request.id, this.clock.now);
    const accepted: Resource = {
      id: request.id,
      arm: request.arm,
      name: request.name,
      location: request.location,
      inputs: request.inputs,
      outputs: request.previous?.outputs ?? {},
      facts: request.previous?.facts ?? {},
      state,
      until: this.clock.now + minutes,
    };
    // From here on Azure carries the operation to its end, whether or not anybody is still listening.
    this.store.put(accepted);
    try {
      await this.clock.pass(minutes);
      const outputs = this.finishWrite(definition, request);
      this.store.ended(number, this.clock.now);
      return { id: request.id, outputs };
    } finally {
      done();
    }
  }

  private finishWrite(definition: TypeDefinition, request: Request): Properties {
    const current = this.store.get(request.id);
    if (!current)
      throw new ArmError(
        "ResourceNotFound",
        404,
        `The Resource '${request.id}' was deleted while it was being written.`,
      );
    const outputs: Properties = {
      ...request.inputs,
      name: request.name,
      type: request.arm,
      ...(request.location === undefined ? {} : { location: request.location }),
      provisioningState: "Succeeded",
      ...definition.outputs?.(request),
    };
    this.store.put({
      id: request.id,
      arm: request.arm,
      name: request.name,
      location: request.location,
      inputs: request.inputs,
      outputs,
      facts: current.facts,
      state: "Succeeded",
      until: this.clock.now,
    });
    try {
      definition.onWritten?.(request, this.effects());
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      const failed = { ...outputs, provisioningState: "Failed" };
      this.store.put({ ...(this.store.get(request.id) ?? current), outputs: failed, state: "Failed" });
      throw new ProvisioningFailed(error, request.id, request.inputs, failed);
    }
    return this.store.get(request.id)?.outputs ?? outputs;
  }

  private removeWithAllBelow(definition: TypeDefinition, resource: Resource): void {
    for (const nested of definition.isSettings ? [] : this.store.below(resource.id).reverse()) {
      this.afterRemoval(nested);
      this.store.remove(nested.id);
    }
    definition.onDeleted?.({ azure: this.view, resource }, this.effects());
    if (definition.softDelete) this.store.softDelete(resource);
    this.store.remove(resource.id);
  }

  private afterRemoval(resource: Resource): void {
    const definition = definitionForArm(resource.arm);
    definition?.onDeleted?.({ azure: this.view, resource }, this.effects());
    if (definition?.softDelete) this.store.softDelete(resource);
  }

  private effects(): Effects {
    return { put: (resource) => this.store.put(resource), remove: (id) => this.store.remove(id) };
  }

  /** Takes the locks of an operation or refuses it as Azure does; returns what releases them. */
  private lock(
    definition: TypeDefinition,
    id: string,
    operation: "create" | "update" | "delete",
  ): () => void {
    const own = idKey(id);
    const holder = this.locks.get(own);
    if (holder !== undefined) {
      throw new ArmError(
        "AnotherOperationInProgress",
        409,
        `Another operation (${holder}) on '${id}' is in progress.`,
      );
    }
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
          `'${parent}' is busy with '${other}'; the write of '${nameOfId(id)}' was refused.`,
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
        `'${ancestor}' is being changed; try '${nameOfId(id)}' again when that has ended.`,
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
  private refuseWhileNestedIsWritten(
    definition: TypeDefinition,
    id: string,
    operation: "create" | "update" | "delete",
  ): void {
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

  /** Azure went on while nobody was looking: what a killed process had accepted is complete when it comes back. */
  private finishWhatWasUnderWay(): void {
    const pending = this.store
      .all()
      .filter((resource) => resource.state !== "Succeeded" && resource.state !== "Failed");
    for (const resource of pending.sort((a, b) => a.until - b.until)) {
      const definition = definitionForArm(resource.arm);
      // What ended earlier may have taken this one along.
      if (!definition || !this.store.get(resource.id)) continue;
      if (resource.state === "Deleting") {
        this.removeWithAllBelow(definition, resource);
        continue;
      }
      const previous = resource.state === "Updating" ? resource : undefined;
      const { id, arm, name, location, inputs } = resource;
      try {
        this.finishWrite(definition, {
          azure: this.view,
          operation: previous ? "update" : "create",
          id,
          arm,
          name,
          location,
          inputs,
          previous,
        });
      } catch (error) {
        // It failed without anybody to hear of it; what there is of it stays.
        if (!(error instanceof ProvisioningFailed)) throw error;
      }
    }
  }
}

function definitionForArm(arm: string): TypeDefinition | undefined {
  return definitionOf.byArm(arm);
}
