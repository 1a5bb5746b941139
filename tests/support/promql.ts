import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

export type Labels = Readonly<Record<string, string>>;

/** A time series: its labels, `__name__` among them, and samples of [seconds, value]. */
export interface Series {
  readonly labels: Labels;
  readonly samples: readonly (readonly [seconds: number, value: number])[];
}

interface Sample {
  readonly labels: Labels;
  readonly value: number;
}
type Value = number | readonly Sample[];

/** Seconds for which Prometheus takes the last sample of a series as its value. */
const lookBack = 300;

/** Where the parser found no PromQL; empty for a sound expression. */
export function syntaxErrors(expression: string): string[] {
  const errors: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(`at ${from}: ${expression.slice(from, Math.max(to, from + 20))}`);
    },
  });
  return errors;
}

/** The selectors of an expression: the metric, the labels that it filters by, and their values. */
export function selectorsOf(
  expression: string,
): { metric: string; matchers: { label: string; value: string }[] }[] {
  const found: { metric: string; matchers: { label: string; value: string }[] }[] = [];
  parser.parse(expression).iterate({
    enter: (reference) => {
      if (reference.name !== "VectorSelector") return;
      const { node } = reference;
      found.push({
        metric: text(expression, node.getChild("Identifier")),
        matchers: matchersOf(expression, node).map(({ label, value }) => ({ label, value })),
      });
    },
  });
  return found;
}

/**
 * What an expression gives at a moment, for the part of PromQL that the rules use: selectors, arithmetic, comparisons and
 * `and` with one-to-one matching, sum and max by labels, and a few functions. `increase` is not extrapolated.
 *
 * @throws Error for anything else, so that a rule cannot be half understood.
 */
export function evaluate(expression: string, series: readonly Series[], now: number): Value {
  const [error] = syntaxErrors(expression);
  if (error !== undefined) throw new Error(`No PromQL ${error}`);
  const root = parser.parse(expression).topNode.firstChild;
  if (root === null) throw new Error("An empty expression.");
  return new Evaluation(expression, series, now).value(root);
}

function text(source: string, node: SyntaxNode | null): string {
  return node === null ? "" : source.slice(node.from, node.to);
}

function matchersOf(source: string, selector: SyntaxNode) {
  const list = selector.getChild("LabelMatchers");
  return (list?.getChildren("UnquotedLabelMatcher") ?? []).map((matcher) => ({
    label: text(source, matcher.getChild("LabelName")),
    operator: text(source, matcher.getChild("MatchOp")),
    value: text(source, matcher.getChild("StringLiteral")).slice(1, -1),
  }));
}

/** Seconds of a PromQL duration of one unit: 15m. */
function duration(literal: string): number {
  const match = /^(\d+)([smhd])$/.exec(literal);
  if (match === null) throw new Error(`The duration ${literal} is not understood here.`);
  return Number(match[1]) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? ""] ?? 0);
}

const withoutName = ({ __name__: _, ...labels }: Labels): Labels => labels;
const only = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));
const key = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort());

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};
const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};
const overTime: Readonly<Record<string, (values: readonly number[]) => number>> = {
  increase: (values) =>
    values
      .slice(1)
      .reduce(
        (sum, value, index) => sum + (value >= (values[index] ?? 0) ? value - (values[index] ?? 0) : value),
        0,
      ),
  changes: (values) => values.slice(1).filter((value, index) => value !== values[index]).length,
  max_over_time: (values) => Math.max(...values),
};
const aggregations: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  max: (values) => Math.max(...values),
};

class Evaluation {
  readonly #source: string;
  readonly #series: readonly Series[];
  readonly #now: number;

  constructor(source: string, series: readonly Series[], now: number) {
    this.#source = source;
    this.#series = series;
    this.#now = now;
  }

  value(node: SyntaxNode): Value {
    switch (node.name) {
      case "NumberDurationLiteral":
        return Number(text(this.#source, node));
      case "ParenExpr":
        return this.value(child(node, 0));
      case "VectorSelector":
        return this.#matching(node).flatMap(({ labels, samples }) => {
          const last = samples.findLast(([at]) => at <= this.#now && at > this.#now - lookBack);
          return last === undefined ? [] : [{ labels, value: last[1] }];
        });
      case "FunctionCall":
        return this.#call(node);
      case "AggregateExpr":
        return this.#aggregate(node);
      case "BinaryExpr":
        return this.#binary(node);
      default:
        throw new Error(`${node.name} is not understood here.`);
    }
  }

  #matching(selector: SyntaxNode): readonly Series[] {
    const metric = text(this.#source, selector.getChild("Identifier"));
    const matchers = matchersOf(this.#source, selector);
    return this.#series.filter(
      ({ labels }) =>
        labels["__name__"] === metric &&
        matchers.every(({ label, operator, value }) => {
          const actual = labels[label] ?? "";
          const same = operator.includes("~") ? new RegExp(`^(?:${value})$`).test(actual) : actual === value;
          return operator.startsWith("!") ? !same : same;
        }),
    );
  }

  #call(node: SyntaxNode): Value {
    const name = text(this.#source, node.getChild("FunctionIdentifier"));
    const body = child(node, 1);
    if (name === "time") return this.#now;
    if (name === "abs") return map(this.value(child(body, 0)), Math.abs);
    const reduce = overTime[name];
    if (reduce === undefined) throw new Error(`The function ${name} is not understood here.`);
    const matrix = child(body, 0);
    const range = duration(text(this.#source, child(matrix, 1)));
    return this.#matching(child(matrix, 0)).flatMap(({ labels, samples }) => {
      const values = samples
        .filter(([at]) => at <= this.#now && at > this.#now - range)
        .map(([, value]) => value);
      const enough = name === "increase" ? 2 : 1;
      return values.length < enough ? [] : [{ labels: withoutName(labels), value: reduce(values) }];
    });
  }

  #aggregate(node: SyntaxNode): Value {
    const reduce = aggregations[text(this.#source, node.getChild("AggregateOp"))];
    const modifier = node.getChild("AggregateModifier");
    const body = node.getChild("FunctionCallBody");
    if (reduce === undefined || modifier === null || body === null || modifier.firstChild?.name !== "By") {
      throw new Error("Only sum by and max by are understood here.");
    }
    const names = this.#labelNames(modifier);
    const groups = new Map<string, { labels: Labels; values: number[] }>();
    for (const { labels, value } of vector(this.value(child(body, 0)))) {
      const kept = only(labels, names);
      const group = groups.get(key(kept)) ?? { labels: kept, values: [] };
      group.values.push(value);
      groups.set(key(kept), group);
    }
    return [...groups.values()].map(({ labels, values }) => ({ labels, value: reduce(values) }));
  }

  #labelNames(node: SyntaxNode): string[] {
    const list = node.getChild("GroupingLabels");
    return (list?.getChildren("LabelName") ?? []).map((name) => text(this.#source, name));
  }

  #binary(node: SyntaxNode): Value {
    const parts = children(node);
    const left = this.value(parts[0] ?? node);
    const operator = text(this.#source, parts[1] ?? null);
    const clause = parts.find(({ name }) => name === "MatchingModifierClause");
    const right = this.value(parts.at(-1) ?? node);
    const calculate = arithmetic[operator];
    const compare = comparisons[operator];

    if (typeof left === "number" && typeof right === "number") {
      if (calculate === undefined) throw new Error("Two numbers are compared.");
      return calculate(left, right);
    }
    if (typeof left !== "number" && typeof right !== "number") {
      if (clause !== undefined && clause.firstChild?.name !== "Ignoring")
        throw new Error("Only ignoring is understood here.");
      return this.#match(left, right, operator, clause === undefined ? [] : this.#labelNames(clause));
    }
    const samples = vector(typeof left === "number" ? right : left);
    return samples.flatMap(({ labels, value }) => {
      const [a, b] = typeof left === "number" ? [left, value] : [value, right as number];
      if (calculate !== undefined) return [{ labels: withoutName(labels), value: calculate(a, b) }];
      return compare?.(a, b) === true ? [{ labels, value }] : [];
    });
  }

  /** One-to-one matching on all labels but those ignored and the name. */
  #match(
    left: readonly Sample[],
    right: readonly Sample[],
    operator: string,
    ignored: readonly string[],
  ): readonly Sample[] {
    const on = (labels: Labels): string =>
      key(
        Object.fromEntries(Object.entries(withoutName(labels)).filter(([name]) => !ignored.includes(name))),
      );
    const others = new Map(right.map((sample) => [on(sample.labels), sample]));
    if (operator !== "and" && others.size < right.length) throw new Error("Many-to-many matching.");
    return left.flatMap(({ labels, value }) => {
      const other = others.get(on(labels));
      if (other === undefined) return [];
      if (operator === "and") return [{ labels, value }];
      const calculate = arithmetic[operator];
      if (calculate !== undefined) {
        const kept = Object.entries(withoutName(labels)).filter(([name]) => !ignored.includes(name));
        return [{ labels: Object.fromEntries(kept), value: calculate(value, other.value) }];
      }
      return comparisons[operator]?.(value, other.value) === true ? [{ labels, value }] : [];
    });
  }
}

function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let at = node.firstChild; at !== null; at = at.nextSibling) all.push(at);
  return all;
}

function child(node: SyntaxNode, index: number): SyntaxNode {
  const found = children(node)[index];
  if (found === undefined) throw new Error(`${node.name} has no part ${index}.`);
  return found;
}

function vector(value: Value): readonly Sample[] {
  if (typeof value === "number") throw new Error("A number where a vector is needed.");
  return value;
}

function map(value: Value, change: (value: number) => number): Value {
  if (typeof value === "number") return change(value);
  return value.map((sample) => ({ labels: withoutName(sample.labels), value: change(sample.value) }));
}
