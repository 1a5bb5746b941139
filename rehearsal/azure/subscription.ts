import type { SimulatedClock } from "./clock.ts";
import { typicalMinutes } from "./durations.ts";
import { ArmError, ConnectionLost, OperationTimedOut, ProvisioningFailed } from "./errors.ts";
import type { AzureRequest } from "./faults/circumstances.ts";
import type { Faults } from "./faults/faults.ts";
import { nameOfId } from "./ids.ts";
import { normaliseLocation } from "./location.ts";
import { OperationLocks } from "./operationLocks.ts";
import type { AzureView, DeleteRequest, Effects, Request, Resource, TypeDefinition } from "./model.ts";
import type { Operation } from "../faults/model.ts";
import type { Properties } from "../../lib/properties.ts";
import { commonDeleteRules, commonRules } from "./rules/common.ts";
import type { Store } from "./store.ts";
import { asAnswered, viewOf } from "./view.ts";
import { definitionOf } from "./types/index.ts";
import { armId } from "../../lib/resourceTypes.ts";

export interface Written {
  readonly id: string;
  readonly outputs: Properties;
}

/** Simulated minutes for which azure-native waits for an operation (azureContext in provider.go, 006a62afe453). */
const patience = 120;

function stackOfUrn(urn: string): string {
  return urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
}

type Asked = Omit<AzureRequest, "subject"> & { arm: string; name: string; operation: Operation };

/** A request as faults see it. */
function faulted({ arm, name, operation, id, location, inputs }: Asked, urn: string): AzureRequest {
  return { subject: { type: arm, name, stack: stackOfUrn(urn), operation }, id, location, inputs };
}

/** One Azure subscription: what exists in it, what it refuses, and how long things take. */
export class Subscription {
  readonly store: Store;
  readonly clock: SimulatedClock;
  readonly view: AzureView;
  /** What goes wrong besides, where a rehearsal asks for it. */
  readonly faults: Faults | undefined;
  private readonly locks = new OperationLocks();

  constructor(store: Store, clock: SimulatedClock, faults?: Faults) {
    this.store = store;
    this.clock = clock;
    this.faults = faults;
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
    this.refuseExisting(token, urn, inputs, subscriptionId);
    return this.put(token, urn, inputs, subscriptionId);
  }

  /** What azure-native looks at before it creates. @throws ArmError for what is there already. */
  refuseExisting(token: string, urn: string, inputs: Properties, subscriptionId?: string): void {
    const request = this.request("create", token, inputs, undefined, subscriptionId);
    this.faults?.looked(this, faulted(request, urn));
    if (!this.store.get(request.id) || definitionOf(token).alwaysThere) return;
    // azure-native's own words; it never takes over what it did not create.
    throw new ArmError(
      "ResourceAlreadyExists",
      409,
      `cannot create already existing resource '${request.id}'`,
    );
  }

  /** The write alone. ARM creates or updates by one verb: asked again, a write that went through changes what is there. */
  async put(token: string, urn: string, inputs: Properties, subscriptionId?: string): Promise<Written> {
    const request = this.request("create", token, inputs, undefined, subscriptionId);
    const definition = definitionOf(token);
    const isUpdate = this.store.get(request.id) !== undefined && !definition.alwaysThere;
    if (isUpdate) return this.update(token, urn, request.id, inputs, "create");
    return this.answer(request, urn, "Put", () => {
      this.refuse(definition, request);
      return this.write(definition, request, urn, "Creating");
    });
  }

  /** @param asked what whoever asks is doing: a creation that is asked for again stays one, whatever there is by now. */
  async update(
    token: string,
    urn: string,
    id: string,
    inputs: Properties,
    asked: "create" | "update" = "update",
  ): Promise<Written> {
    const previous = this.store.get(id);
    if (!previous) throw new ArmError("ResourceNotFound", 404, `The Resource '${id}' was not found.`);
    const request = this.request("update", token, inputs, previous);
    const definition = definitionOf(token);
    return this.answer({ ...request, operation: asked }, urn, "Put", () => {
      this.refuse(definition, request);
      return this.write(definition, request, urn, "Updating");
    });
  }

  async delete(token: string, urn: string, id: string): Promise<void> {
    const resource = this.store.get(id);
    const definition = definitionOf(token);
    const asked = resource ?? {
      id,
      arm: definition.info.arm,
      name: nameOfId(id),
      location: undefined,
      inputs: {},
    };
    await this.answer({ ...asked, operation: "delete" }, urn, "Delete", async () => {
      // ARM answers 204 for what is not there, and azure-native takes that as done.
      if (!resource) return;
      const request: DeleteRequest = { azure: this.view, resource };
      for (const rule of commonDeleteRules(definition)) rule(request);
      for (const rule of definition.deleteRules ?? []) rule(request);
      await this.takeAway(definition, resource, urn);
    });
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
    const found = this.view.find(id);
    this.faults?.read(id, found?.location);
    return found && asAnswered(found);
  }

  /** Carries a request out, unless it meets a fault before anybody looks at it. */
  private async answer<Answer>(
    request: Asked,
    urn: string,
    method: "Put" | "Delete",
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    if (!this.faults?.asked(this, faulted(request, urn))) return work();
    // Azure does what it was asked; whatever it says is not heard.
    void Promise.resolve()
      .then(work)
      .catch(() => undefined);
    throw new ConnectionLost(method, request.id);
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
    const typical = definition.minutes?.(request) ?? typicalMinutes(request.arm, operation);
    const done = this.locks.take(definition, request.id, operation);
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
      until: this.clock.now + typical,
    };
    // From here on Azure carries the operation to its end, whether or not anybody is still listening.
    this.store.put(accepted);
    const outcome = this.faults?.accepted(this, faulted(request, urn)) ?? {};
    const minutes = outcome.minutes ?? (outcome.failure ? typical / 2 : typical);
    const working = this.clock
      .pass(minutes)
      .then(() => {
        const outputs = this.finishWrite(definition, request, outcome.failure);
        this.store.ended(number, this.clock.now);
        this.faults?.ended(this, faulted(request, urn));
        return { id: request.id, outputs };
      })
      .finally(done);
    return this.untilPatienceEnds(
      working,
      outcome.minutes,
      (timedOut) =>
        // azure-native's look at the resource has no time left either, so that it hands over nothing but the id.
        new ProvisioningFailed(timedOut, request.id, request.inputs, {}),
    );
  }

  private takeAway(definition: TypeDefinition, resource: Resource, urn: string): Promise<void> {
    const typical = typicalMinutes(resource.arm, "delete");
    const done = this.locks.take(definition, resource.id, "delete");
    const number = this.store.started(urn, "delete", resource.id, this.clock.now);
    this.store.put({ ...resource, state: "Deleting", until: this.clock.now + typical });
    const request = faulted({ ...resource, operation: "delete" }, urn);
    const outcome = this.faults?.accepted(this, request) ?? {};
    const minutes = outcome.minutes ?? (outcome.failure ? typical / 2 : typical);
    const working = this.clock
      .pass(minutes)
      .then(() => {
        if (outcome.failure) {
          this.store.put({ ...resource, state: "Failed", until: this.clock.now });
          throw outcome.failure;
        }
        this.removeWithAllBelow(definition, resource);
        this.store.ended(number, this.clock.now);
      })
      .finally(done);
    return this.untilPatienceEnds(working, outcome.minutes, (timedOut) => timedOut);
  }

  /** An operation that takes longer than azure-native waits goes on without it. */
  private async untilPatienceEnds<Answer>(
    working: Promise<Answer>,
    minutes: number | undefined,
    failure: (timedOut: OperationTimedOut) => Error,
  ): Promise<Answer> {
    if (minutes === undefined) return working;
    working.catch(() => undefined);
    await this.clock.pass(patience);
    throw failure(new OperationTimedOut());
  }

  private finishWrite(definition: TypeDefinition, request: Request, failure?: ArmError): Properties {
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
      if (failure) throw failure;
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
