import { createRequire } from "node:module";
import tables from "../../lib/observability/data/logTables.json" with { type: "json" };

/** The part of Microsoft's Kusto language service that is used here. It is a script that puts itself onto the global object. */
interface KustoLanguage {
  readonly GlobalState: { readonly Default: GlobalState };
  readonly KustoCode: {
    ParseAndAnalyze(
      text: string,
      globals: GlobalState,
    ): {
      GetDiagnostics(): NetList<Diagnostic>;
      readonly ResultType: { readonly Columns?: NetList<{ readonly Name: string }> } | null;
    };
  };
  readonly Symbols: {
    readonly TableSymbol: {
      From(schema: string): TableSymbol;
    };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly TableSymbol[]) => object };
  };
}
/** A .NET list as it looks in script. */
interface NetList<T> {
  readonly Count: number;
  getItem(index: number): T;
}
interface GlobalState {
  WithDatabase(database: object): GlobalState;
}
interface TableSymbol {
  WithName(name: string): TableSymbol;
}
interface Diagnostic {
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
}

/** What the language service finds in a query. */
export interface QueryAnalysis {
  /** Errors of syntax, and names of tables, columns and functions that do not exist. */
  readonly errors: readonly string[];
  /** Columns of the result. */
  readonly columns: readonly string[];
}

function load(): KustoLanguage {
  const require = createRequire(import.meta.url);
  require("@kusto/language-service-next/bridge.js");
  require("@kusto/language-service-next/Kusto.Language.Bridge.js");
  return (globalThis as unknown as { Kusto: { Language: KustoLanguage } }).Kusto.Language;
}

const { _meta, ...known } = tables;

/** Names of the tables that queries may use; see lib/observability/data/logTables.json. */
export const knownTables: ReadonlyMap<string, { basicPlan: boolean; columns: Record<string, string> }> =
  new Map(Object.entries(known));

const items = <T>(list: NetList<T>): T[] =>
  Array.from({ length: list.Count }, (_, index) => list.getItem(index));

/** Names and columns of tables. */
export type Tables = Readonly<Record<string, { readonly columns: Readonly<Record<string, string>> }>>;

let prepared: { language: KustoLanguage; globals: GlobalState; further: Tables } | undefined;
const none: Tables = {};

function workspace(further: Tables): { language: KustoLanguage; globals: GlobalState } {
  if (prepared?.further === further) return prepared;
  const language = prepared?.language ?? load();
  const members = [...knownTables, ...Object.entries(further)].map(([name, { columns }]) => {
    const schema = Object.entries(columns).map(([column, type]) => `['${column}']: ${type}`);
    return language.Symbols.TableSymbol.From(`(${schema.join(", ")})`).WithName(name);
  });
  const database = new language.Symbols.DatabaseSymbol.ctor("workspace", members);
  prepared = { language, globals: language.GlobalState.Default.WithDatabase(database), further };
  return prepared;
}

/**
 * Parses and binds a query against the known tables.
 *
 * @param further tables, and functions without parameters, that only this query may use.
 */
export function analyse(query: string, further: Tables = none): QueryAnalysis {
  const { language, globals } = workspace(further);
  const code = language.KustoCode.ParseAndAnalyze(query, globals);
  const errors = items(code.GetDiagnostics())
    .filter(({ Severity }) => Severity === "Error")
    .map(
      ({ Message, Start }) =>
        `${Message} (at ${query.slice(0, Start).split("\n").length}: …${query.slice(Start, Start + 30)})`,
    );
  const result = code.ResultType?.Columns;
  const columns = result === undefined ? [] : items(result).map(({ Name }) => Name);
  return { errors, columns };
}
