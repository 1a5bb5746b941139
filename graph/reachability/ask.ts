/** Questions in words: who, to whom, on which port. */
import type { Graph } from "../model.ts";
import { adviceFor, type Advice } from "./advice.ts";
import { judge, type Source, type Target, type Verdict } from "./judge.ts";
import type { Protocol } from "./ends.ts";
import { addressEnds, Names, QuestionError } from "./names.ts";
import type { World } from "./world/types.ts";
import { worldOf } from "./world/world.ts";

export interface Question {
  /** The stack whose roles are meant where a name does not say `stack/role`. */
  readonly stack?: string | undefined;
  readonly from: string;
  /** A role, a host, an address or a range, with `:port` and `/udp` where they are not 443 and TCP. */
  readonly to: string;
}

/** One flow of a question: a role may stand for several ends. */
export interface JudgedFlow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly verdict: Verdict;
  /** Which configuration would allow it. */
  readonly advice: readonly Advice[];
}

export interface Reply {
  /** Every flow of the question is allowed. */
  readonly allowed: boolean;
  /** None of them is. */
  readonly denied: boolean;
  readonly flows: readonly JudgedFlow[];
}

const usualPort = 443;
/** Where a role without a port means something else than HTTPS. */
const rolePorts: Readonly<Record<string, number>> = { "jump-boxes": 22, firewall: 53 };

interface Wanted {
  readonly name: string;
  readonly port: number | undefined;
  readonly protocol: Protocol;
}

/** What stands behind a port where TCP is not meant. */
const protocols: Readonly<Record<string, Protocol>> = { "/udp": "Udp", "/icmp": "Icmp" };

/** Splits "pypi.org:443/tcp"; ranges keep their own slash. */
function readTarget(text: string): Wanted {
  const match = /:(\d+)(\/tcp|\/udp|\/icmp|)$/i.exec(text);
  if (match === null) return { name: text, port: undefined, protocol: "Tcp" };
  const [, digits, behind] = match;
  const port = Number(digits);
  if (port < 1 || port > 65535) throw new QuestionError(`${port} is no port: ports go from 1 to 65535.`);
  return {
    name: text.slice(0, match.index),
    port,
    protocol: protocols[String(behind).toLowerCase()] ?? "Tcp",
  };
}

/** Names of two labels and more. No top-level domain begins with a digit: a mistyped address is no host. */
const hostPattern = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/i;

/** The stack that a name means, and what is left of the name. */
function stackOf(world: World, name: string, usual: string | undefined): [Names, string] {
  const stacks = world.graph.stacks;
  const named = stacks.find((stack) => name.startsWith(`${stack}/`));
  if (named !== undefined) return [Names.of(world, named), name.slice(named.length + 1)];
  if (usual === undefined) throw new QuestionError("No stack is named.", stacks);
  if (!stacks.includes(usual)) throw new QuestionError(`There is no stack '${usual}'.`, stacks);
  // Jump boxes and agents are in stacks of their own: where one stack alone has the role, it is meant.
  const [only, ...more] = stacks
    .map((stack) => Names.of(world, stack))
    .filter((names) => names.roles().includes(name));
  return [only !== undefined && more.length === 0 ? only : Names.of(world, usual), name];
}

/** All names that a question may use. */
export function knownNames(graph: Graph, stack: string | undefined): string[] {
  const world = worldOf(graph);
  const own = stack === undefined ? [] : Names.of(world, stack).roles();
  const others = graph.stacks
    .filter((other) => other !== stack)
    .flatMap((other) =>
      Names.of(world, other)
        .roles()
        .map((role) => `${other}/${role}`),
    );
  return ["internet", "front-door", ...own, ...others];
}

function sourcesOf(world: World, { stack, from }: Question): Source[] {
  if (from === "internet") return [{ kind: "internet" }];
  if (from === "front-door") return [{ kind: "frontDoor" }];
  const ends = addressEnds(world, from);
  if (ends !== undefined) {
    if (ends.every(({ subnet }) => subnet === undefined))
      throw new QuestionError(
        `No subnet of the graph holds ${from}.`,
        [...world.subnets.values()].flatMap(({ prefixes, name }) =>
          prefixes.map(({ text }) => `${text} (${name})`),
        ),
      );
    return ends.filter(({ subnet }) => subnet !== undefined).map((end) => ({ kind: "machine", end }));
  }
  const [names, role] = stackOf(world, from, stack);
  const sources = names.source(role);
  if (sources !== undefined && sources.length > 0) return sources;
  throw new QuestionError(`'${from}' is nobody that could send.`, knownNames(world.graph, stack));
}

interface Aim {
  readonly target: Target;
  readonly port: number;
  readonly protocol: Protocol;
}

function aimsOf(world: World, { stack, to }: Question): Aim[] {
  const { name, port, protocol } = readTarget(to);
  const aim = (targets: readonly Target[], fallback = usualPort): Aim[] =>
    targets.map((target) => ({ target, port: port ?? fallback, protocol }));
  if (name === "internet")
    return aim([{ kind: "address", end: { label: "the Internet", address: undefined } }]);
  if (name === "front-door") {
    const [host] = world.frontDoorHosts.keys();
    if (host === undefined) throw new QuestionError("The graph has no Front Door.");
    return aim([{ kind: "host", host }]);
  }
  const ends = addressEnds(world, name);
  if (ends !== undefined) return aim(ends.map((end) => ({ kind: "address", end })));
  if (hostPattern.test(name)) return aim([{ kind: "host", host: name.toLowerCase() }]);
  const [names, role] = stackOf(world, name, stack);
  const targets = names.target(role);
  if (targets !== undefined && targets.length > 0)
    return aim(targets, names.podPort(role) ?? rolePorts[role] ?? usualPort);
  throw new QuestionError(`'${name}' is nobody that could be reached.`, knownNames(world.graph, stack));
}

/** The stack whose file decides about a sender. */
function stackOfSource(source: Source): string | undefined {
  switch (source.kind) {
    case "machine":
      return source.end.subnet?.node.stack;
    case "pod":
      return source.cluster.node.stack;
    default:
      return undefined;
  }
}

function sourceText(source: Source): string {
  switch (source.kind) {
    case "machine":
      return source.end.label;
    case "pod":
      return `${source.pod.namespace}/${source.pod.name}`;
    case "internet":
      return "the Internet";
    case "frontDoor":
      return "Front Door";
  }
}

function targetText(target: Target): string {
  switch (target.kind) {
    case "host":
      return target.host;
    case "address":
      return target.end.label;
    case "pod":
      return `${target.pod.namespace}/${target.pod.name}`;
  }
}

/**
 * Answers a question about the network that a graph describes.
 *
 * @throws QuestionError for names that stand for nothing.
 */
export function ask(graph: Graph, question: Question): Reply {
  const world = worldOf(graph);
  const sources = sourcesOf(world, question);
  const aims = aimsOf(world, question);
  const flows = sources.flatMap((source) =>
    aims.map((aim): JudgedFlow => {
      const flow = { source, ...aim };
      const verdict = judge(graph, flow);
      const { target, port, protocol } = aim;
      return {
        from: sourceText(source),
        to: targetText(target),
        port,
        protocol,
        verdict,
        advice: adviceFor(graph, stackOfSource(source) ?? "", flow, verdict),
      };
    }),
  );
  return {
    allowed: flows.every(({ verdict }) => verdict.allowed),
    denied: flows.every(({ verdict }) => !verdict.allowed),
    flows,
  };
}
