import { setTimeout as delay } from "node:timers/promises";
import type {
  CheckFailure,
  CheckResult,
  CreateResult,
  DiffResult,
  ReadResult,
  UpdateResult,
} from "@pulumi/pulumi/provider/index.js";
import { hasty, patient, type ArmClient, type Patience, type Sleep } from "./arm.ts";
import { ArmError, isNotFound } from "./armError.ts";
import { isPassing } from "./armRetry.ts";
import * as pure from "./connections.ts";
import { connectionsOf, parseTarget, sameId } from "./targets.ts";

/** What the program says. */
export interface ApprovalInputs {
  /** ARM id of the private link service or storage account that is connected to. */
  readonly targetId: string;
  /** The message the connection was requested with. */
  readonly requestMessage: string;
}

/** What is recorded. */
export interface ApprovalState extends ApprovalInputs {
  /** ARM id of the approved connection. */
  readonly connectionId: string;
  /** Its status, "Approved" after every successful create and update. */
  readonly status: string;
}

/** Where the life cycle reports to: one line for people, attached to the resource. */
export interface Reporter {
  warn(urn: string, message: string): void;
  /** A line that is overwritten by the next one. */
  progress(urn: string, message: string): void;
}

/** What the life cycle needs from outside. */
export interface ApprovalOptions {
  readonly arm: ArmClient;
  readonly reporter: Reporter;
  /** How long a connection is waited for, in milliseconds. */
  readonly timeout: number;
  readonly sleep?: Sleep;
  readonly now?: () => number;
  readonly signal?: AbortSignal;
}

/** What the engine sends in the place of a value that is not known before the update (sdk/nodejs/runtime/rpc.ts). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** "Restricted to 140 chars": PrivateLinkServiceConnection.requestMessage in azure-native 3.28.0. */
const longestMessage = 140;
/** The first and the longest pause between two looks at the target, in milliseconds. */
const firstPause = 1_000;
const longestPause = 15_000;
const separator = "|";

/** What ARM answers to the approval of a connection whose other end is gone. */
function hasEnded(error: unknown): boolean {
  return error instanceof ArmError && error.code === "PrivateEndpointConnectionIsDisconnected";
}

/** The life cycle of `bulkhead:edge:PrivateLinkApproval`, in the terms of the Pulumi provider protocol. */
export class PrivateLinkApprovalLifecycle {
  readonly #options: ApprovalOptions;
  readonly #sleep: Sleep;
  readonly #now: () => number;

  constructor(options: ApprovalOptions) {
    this.#options = options;
    this.#sleep =
      options.sleep ?? ((milliseconds, signal) => delay(milliseconds, undefined, signal ? { signal } : {}));
    this.#now = options.now ?? Date.now;
  }

  /** Refuses inputs that no connection could ever match. Values that are not known yet are left for the update. */
  check(inputs: Partial<ApprovalInputs>): CheckResult {
    const failures: CheckFailure[] = [];
    const { targetId, requestMessage } = inputs;
    if (targetId !== unknownValue) {
      try {
        parseTarget(targetId ?? "");
      } catch (error) {
        failures.push({ property: "targetId", reason: (error as Error).message });
      }
    }
    if (requestMessage !== unknownValue) {
      const length = requestMessage?.length ?? 0;
      if (length === 0 || length > longestMessage) {
        failures.push({
          property: "requestMessage",
          reason: `it has ${length} characters; 1 to ${longestMessage} are needed, the very message of the origin.`,
        });
      }
    }
    return { inputs, failures };
  }

  /** Compares with the live connection, so that a plain update repairs what happened behind Pulumi's back. */
  async diff(urn: string, olds: ApprovalState, news: ApprovalInputs): Promise<DiffResult> {
    const unknown = [news.targetId, news.requestMessage].includes(unknownValue);
    if (unknown) return { changes: true };
    const replaces: string[] = [];
    if (!sameId(olds.targetId, news.targetId)) replaces.push("targetId");
    if (olds.requestMessage !== news.requestMessage) replaces.push("requestMessage");
    if (replaces.length > 0) return { changes: true, replaces };
    let wrong: string | undefined;
    try {
      const connections = await this.#look(news.targetId, hasty);
      wrong = pure.whatIsWrong(connections ?? [], news.requestMessage, olds.connectionId);
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      if (isPassing(error) && error.code !== "Unreachable") {
        // Azure answers, and is only busy: what cannot be seen now must not be taken for well. The update looks for longer.
        this.#options.reporter.warn(urn, `Will be looked at once more. ${error.message}`);
        return { changes: true };
      }
      this.#options.reporter.warn(
        urn,
        `Cannot look at the connections of ${news.targetId}, so they are taken as unchanged. ${error.message}`,
      );
      return { changes: false };
    }
    if (wrong === undefined) return { changes: false };
    this.#options.reporter.warn(urn, `Needs approval again: ${wrong}.`);
    return { changes: true };
  }

  /** Waits for the connection and approves it. Nothing is made, so a failure leaves nothing behind. */
  async create(urn: string, inputs: ApprovalInputs): Promise<CreateResult> {
    const outs = await this.#settle(urn, inputs, undefined);
    return { id: `${inputs.targetId}${separator}${inputs.requestMessage}`, outs };
  }

  /** Approves again. Inputs that differ never get here: they replace the resource. */
  async update(urn: string, olds: ApprovalState, news: ApprovalInputs): Promise<UpdateResult> {
    return { outs: await this.#settle(urn, news, olds.connectionId) };
  }

  /**
   * Reads the live state; an empty id tells the engine that the connection is gone. For an import the id is
   * `<target id>|<request message>`.
   */
  async read(id: string, props: Partial<ApprovalState> | undefined): Promise<ReadResult> {
    const [idTarget = "", ...idMessage] = id.split(separator);
    const inputs: ApprovalInputs = {
      targetId: props?.targetId ?? idTarget,
      requestMessage: props?.requestMessage ?? idMessage.join(separator),
    };
    const connections = (await this.#look(inputs.targetId, patient)) ?? [];
    const ours = pure.findOurs(connections, inputs.requestMessage);
    const live =
      pure.pickApproved(ours, props?.connectionId) ??
      ours.approvable[0] ??
      connections.find((connection) => sameId(connection.id, props?.connectionId));
    if (live === undefined) return { id: "", props: {} };
    const state: ApprovalState = { ...inputs, connectionId: live.id, status: pure.statusOf(live) };
    return { id, props: state, inputs };
  }

  /**
   * Removes every connection that carries our message, the ones left behind included: a private link service cannot be
   * deleted while it has any.
   */
  async delete(urn: string, state: ApprovalState): Promise<void> {
    const target = parseTarget(state.targetId);
    const connections = (await this.#look(state.targetId, patient)) ?? [];
    for (const connection of connections) {
      if (pure.isOurs(connection, state.requestMessage)) {
        await this.#options.arm.delete(connection.id, target.apiVersion);
      } else if (sameId(connection.id, state.connectionId)) {
        this.#options.reporter.warn(
          urn,
          `${connection.id} no longer carries the message '${state.requestMessage}', so it is left in place. ` +
            "Remove it by hand before its target is deleted.",
        );
      }
    }
  }

  async #settle(urn: string, inputs: ApprovalInputs, recordedId: string | undefined): Promise<ApprovalState> {
    const target = parseTarget(inputs.targetId);
    const deadline = this.#now() + this.#options.timeout;
    const tried = new Set<string>();
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      const connections = await this.#look(inputs.targetId, patient);
      const ours = pure.findOurs(connections ?? [], inputs.requestMessage);
      const approved = pure.pickApproved(ours, recordedId);
      if (approved !== undefined && ours.approvable.length === 0) {
        await this.#tidy(ours, target.apiVersion);
        return { ...inputs, connectionId: approved.id, status: pure.statusOf(approved) };
      }
      const first = ours.approvable.some((connection) => !tried.has(connection.id));
      for (const connection of ours.approvable) {
        tried.add(connection.id);
        this.#options.reporter.progress(urn, `approving ${connection.name}`);
        // Read anew right before the write: the list may be a moment old, and the message is what makes it ours.
        await this.#approve(connection, inputs.requestMessage, target.apiVersion);
      }
      // ARM's list lags behind a write; only what stays pending after an approval is waited for.
      if (first) continue;
      if (this.#now() >= deadline) throw this.#timedOut(inputs, connections);
      this.#options.reporter.progress(
        urn,
        `waiting for the connection request; ${pure.describe(connections)}`,
      );
      await this.#sleep(Math.min(pause, Math.max(1, deadline - this.#now())), this.#options.signal);
    }
  }

  /** What earlier requests have left behind: it carries nothing any more, and Azure keeps it until its owner takes it away. */
  async #tidy(ours: pure.OurConnections, apiVersion: string): Promise<void> {
    for (const connection of ours.ended) {
      if (pure.statusOf(connection) === "Disconnected")
        await this.#options.arm.delete(connection.id, apiVersion);
    }
  }

  /** A connection may end while it is being approved: its target was made anew. Then the next look finds the new one. */
  async #approve(connection: pure.Connection, requestMessage: string, apiVersion: string): Promise<void> {
    const { arm } = this.#options;
    try {
      const fresh = await arm.get<pure.Connection>(connection.id, apiVersion);
      const body = pure.approvalOf(fresh, requestMessage);
      // Somebody else was quicker, or an answer to us was lost.
      if (pure.statusOf(fresh) !== "Approved") await arm.put(connection.id, apiVersion, body);
    } catch (error) {
      if (!isNotFound(error) && !hasEnded(error)) throw error;
    }
  }

  /** The target's connections; undefined when the target itself does not exist (yet: AKS makes private link services late). */
  async #look(targetId: string, patience: Patience): Promise<pure.Connection[] | undefined> {
    const target = parseTarget(targetId);
    try {
      return await this.#options.arm.list<pure.Connection>(
        connectionsOf(target),
        target.apiVersion,
        patience,
      );
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  #timedOut(inputs: ApprovalInputs, connections: pure.Connection[] | undefined): Error {
    const seconds = Math.round(this.#options.timeout / 1000);
    const ours = pure.findOurs(connections ?? [], inputs.requestMessage);
    const ended = ours.ended.length > 0 && ours.approvable.length === 0;
    const waited = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
    return new Error(
      `No connection requested with '${inputs.requestMessage}' could be approved on ${inputs.targetId} within ` +
        `${waited}: ${pure.describe(connections)}. ` +
        (ended
          ? "The private endpoint at the other end is gone, and only a new request brings it back (docs/runbooks/private-link.md); "
          : "Check that the origin names this target and this message, then run the same command again; ") +
        "BULKHEAD_APPROVAL_TIMEOUT_SECONDS sets how long is waited.",
    );
  }
}
