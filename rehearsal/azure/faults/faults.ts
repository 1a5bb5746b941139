import type { FaultEntry, FaultPlan, FaultReport, Count, Subject } from "../../faults/plan.ts";
import { meet, reportOf } from "../../faults/plan.ts";
import { faultRow } from "../../faults/catalogue.ts";
import { otherTypes, type Moment } from "../../faults/model.ts";
import type { SimulatedClock } from "../clock.ts";
import { ArmError } from "../errors.ts";
import { idKey } from "../ids.ts";
import { recreatePrivateLinkService } from "../kubernetes/cloudController.ts";
import { normaliseLocation } from "../location.ts";
import type { AzureView } from "../model.ts";
import type { Store } from "../store.ts";
import { textAt } from "../../../lib/properties.ts";
import { failureOf, refusalOf } from "./answers.ts";
import { isGiven, privateLinkServiceOf, type AzureRequest } from "./circumstances.ts";
import { noWorld, type FaultWorld } from "./world.ts";

/** What faults see of a subscription, and do to it. */
export interface FaultedAzure {
  readonly view: AzureView;
  readonly store: Store;
  readonly clock: SimulatedClock;
  lose(groupId: string): number;
}

interface LostRegion {
  readonly region: string;
  /** Keys of its resource groups. */
  readonly groups: readonly string[];
  readonly kept: boolean;
}

/** All that has to outlive a local Azure that is killed. */
interface State {
  readonly plan: FaultPlan;
  readonly counts: readonly Count[];
  readonly command: number | undefined;
  readonly lost: readonly LostRegion[];
  /** Names that nobody has deleted anything of. */
  readonly held: readonly { readonly arm: string; readonly name: string }[];
  readonly locks: Readonly<Record<string, string>>;
}

/** What becomes of an operation that Azure has accepted. */
export interface Outcome {
  /** What it fails with half-way. */
  readonly failure?: ArmError;
  /** Simulated minutes that it takes, past the client's patience. */
  readonly minutes?: number;
}

const metaName = "faults";

/** The stacks of a region that are lost with it; what is global has its groups somewhere, and is no region's. */
const regional = /^(?:[a-z][a-z0-9]{0,3}\.)?(?:ops|stamp)-/;

/**
 * The faults of a rehearsal: decides what a request meets, and does it. Counters live in the subscription's database, so that a
 * local Azure which is killed does not begin anew.
 */
export class Faults {
  private readonly store: Store;
  private readonly world: FaultWorld;
  private state: State | undefined;

  constructor(store: Store, world: FaultWorld = noWorld) {
    this.store = store;
    this.world = world;
    const text = store.meta(metaName, () => "");
    this.state = text === "" ? undefined : (JSON.parse(text) as State);
  }

  /** Process id of the command whose faults these are. */
  get command(): number | undefined {
    return this.state?.command;
  }

  /** Lets faults happen. The same faults as before go on where they were; others begin anew. */
  begin(plan: FaultPlan, command?: number): void {
    if (JSON.stringify(this.state?.plan) !== JSON.stringify(plan)) this.end();
    for (const lock of Object.values(this.state?.locks ?? {})) this.world.unlock(lock);
    const fresh = { counts: [], lost: [], held: [] };
    this.save({ ...fresh, ...this.state, plan, command, locks: {} });
  }

  /** Nothing happens any more, and what faults have left beside resources is taken away. */
  end(): void {
    if (this.state === undefined) return;
    for (const { arm, name } of this.state.held) this.store.purge(arm, name);
    for (const lock of Object.values(this.state.locks)) this.world.unlock(lock);
    this.save(undefined);
  }

  report(): FaultReport[] {
    return this.state === undefined ? [] : reportOf(this.state.plan, this.state.counts);
  }

  /** azure-native looks whether there is something already. @throws ArmError for the faults that meet every request. */
  looked(azure: FaultedAzure, request: AzureRequest): void {
    this.refuseLostRegion(request, true);
    const entry = this.meet("asked", azure, request, (candidate) => candidate.fault === "clock-skew");
    const refusal = entry && refusalOf(entry, request);
    if (refusal) throw refusal;
  }

  /**
   * A request arrives.
   *
   * @returns whether the connection breaks before the answer.
   * @throws ArmError for what Azure refuses it with.
   */
  asked(azure: FaultedAzure, request: AzureRequest): boolean {
    const entry = this.meet("asked", azure, request);
    if (entry?.fault === "region-lost") this.loseRegion(azure, entry);
    this.refuseLostRegion(request, true);
    if (entry === undefined) return false;
    const refusal = refusalOf(entry, request);
    if (refusal) throw refusal;
    if (entry.fault === "soft-deleted-name") this.hold(request);
    return entry.fault === "lost-answer";
  }

  /** A resource is read. @throws ArmError in a region that is out of reach; what is gone with a region is just not there. */
  read(id: string, location: string | undefined): void {
    if (this.state === undefined) return;
    const subject = { type: "", name: "", stack: "", operation: "update" as const };
    this.refuseLostRegion({ subject, id, location, inputs: {} }, false);
  }

  /** Azure has written down that it works on a request. */
  accepted(azure: FaultedAzure, request: AzureRequest): Outcome {
    const entry = this.meet("accepted", azure, request);
    if (entry === undefined) return {};
    this.breakSomething(entry, request.subject.stack);
    const failure = failureOf(entry, request);
    if (failure) return { failure };
    return entry.fault === "operation-timeout" ? { minutes: Number(entry.parameters["minutes"]) } : {};
  }

  /** An operation has ended well. */
  ended(azure: FaultedAzure, request: AzureRequest): void {
    if (this.meet("ended", azure, request) === undefined) return;
    const service = privateLinkServiceOf(azure.view, request);
    const effects = {
      put: this.store.put.bind(this.store),
      remove: this.store.remove.bind(this.store),
    };
    if (service) recreatePrivateLinkService(azure.view, effects, service);
  }

  /** An engine is about to work on a stack; another run may hold its lock. */
  opened(azure: FaultedAzure, stack: string): void {
    if (this.state === undefined) return;
    const { [stack]: before, ...locks } = this.state.locks;
    if (before !== undefined) {
      this.world.unlock(before);
      this.save({ ...this.state, locks });
    }
    const subject: Subject = { type: otherTypes.stack, name: stack, stack, operation: "update" };
    const entry = this.meet("opened", azure, { subject, id: "", location: undefined, inputs: {} });
    if (entry) this.save({ ...this.state, locks: { ...locks, [stack]: this.world.lock(stack) } });
  }

  private meet(
    moment: Moment,
    azure: FaultedAzure,
    request: AzureRequest,
    isMeant: (entry: FaultEntry) => boolean = () => true,
  ): FaultEntry | undefined {
    if (this.state === undefined) return undefined;
    const { plan } = this.state;
    const { struck, counts } = meet(
      plan,
      this.state.counts,
      request.subject,
      (entry) =>
        faultRow(entry.fault).moment === moment &&
        isMeant(entry) &&
        isGiven(entry, azure.view, request, azure.clock.now),
    );
    if (JSON.stringify(counts) !== JSON.stringify(this.state.counts)) this.save({ ...this.state, counts });
    return struck === undefined ? undefined : plan.faults[struck];
  }

  private breakSomething({ fault }: FaultEntry, stack: string): void {
    if (fault === "provider-killed") this.world.killProvider();
    if (fault === "engine-killed") this.world.killEngine(stack);
    if (fault === "command-killed") this.world.killCommand();
    if (fault === "disk-full") this.world.fillDisk(stack);
  }

  /** A name that something deleted holds, of which nobody here knows. */
  private hold({ subject, id, location }: AzureRequest): void {
    if (this.state === undefined) return;
    const { type: arm, name } = subject;
    const nothing = { inputs: {}, outputs: {}, facts: {} };
    this.store.softDelete({ id, arm, name, location, ...nothing, state: "Succeeded", until: 0 });
    this.save({ ...this.state, held: [...this.state.held, { arm, name }] });
  }

  private loseRegion(azure: FaultedAzure, { parameters }: FaultEntry): void {
    if (this.state === undefined) return;
    const region = normaliseLocation(String(parameters["region"]));
    const kept = parameters["groups"] === "kept";
    const groups = azure.view
      .ofType("Microsoft.Resources/resourceGroups")
      .filter(
        (group) => group.location === region && regional.test(textAt(group.inputs, "tags.stack") ?? ""),
      );
    this.save({
      ...this.state,
      lost: [...this.state.lost, { region, kept, groups: groups.map(({ id }) => idKey(id)) }],
    });
    if (!kept) for (const { id } of groups) azure.lose(id);
  }

  private refuseLostRegion({ id, location }: AzureRequest, changes: boolean): void {
    const key = idKey(id);
    const hit = this.state?.lost.find(
      ({ region, groups, kept }) =>
        (kept || changes) &&
        (location === region || groups.some((group) => key === group || key.startsWith(`${group}/`))),
    );
    if (hit)
      throw new ArmError(
        "ServiceUnavailable",
        503,
        `The region '${hit.region}' does not answer; '${id}' is not available.`,
      );
  }

  private save(state: State | undefined): void {
    this.state = state;
    if (state === undefined) this.store.forgetMeta(metaName);
    else this.store.setMeta(metaName, JSON.stringify(state));
  }
}

/** What became of the faults of a rehearsal, read from its database: the local Azure itself may have been killed. */
export function faultReport(store: Store): FaultReport[] {
  return new Faults(store).report();
}
