import { randomUUID } from "node:crypto";
import { Unmet, expectStatus, jsonOf, type Answer, type Asking } from "./asking.ts";
import type { SmokeOptions } from "./types.ts";

/** What one check leaves for those after it. */
export interface Findings {
  /** Items of the catalogue. */
  items: readonly string[] | undefined;
  /** Item that the test itself has made, to be taken away. */
  made: string | undefined;
  /** The item that is looked at. */
  item: string | undefined;
  /** Text of the comment that was queued. */
  comment: string | undefined;
  /** An answer of the API, for its headers. */
  answer: Answer | undefined;
}

export interface Check {
  readonly name: string;
  /** Returns what was seen. @throws Unmet when it is not what it has to be. */
  run(asking: Asking, findings: Findings, options: SmokeOptions): Promise<string>;
}

const api = "/catalogservice/api/1.0/catalogitem";
const healthPath = "/healthservice/health/stamp";
/** Title of the pages; a test of the site compares the two. */
export const siteTitle = "Catalogue";
/** Nobody's item: were the key not asked for, the test would delete nothing all the same. */
const nobodysItem = `${api}/00000000-0000-4000-8000-000000000000`;

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Ids of a list, as far as its entries have one. */
function idsOf(list: readonly unknown[]): string[] {
  return list.map((entry) => property(entry, "id")).filter((id) => typeof id === "string");
}

/** @throws Unmet when an earlier check has not found it. */
function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Unmet(`Not asked: ${what} is missing.`);
  return value;
}

const health: Check = {
  name: "stamp is healthy",
  async run({ ask, wait }, _findings, options) {
    const end = Date.now() + (options.healthyWithinMilliseconds ?? 0);
    for (;;) {
      const answer = await ask(healthPath).catch((error: unknown) => {
        if (error instanceof Unmet && Date.now() < end && !options.signal?.aborted) return undefined;
        throw error;
      });
      if (answer?.status === 200) return `GET ${healthPath} 200`;
      if (answer !== undefined && (Date.now() >= end || options.signal?.aborted))
        expectStatus(`GET ${healthPath}`, answer, 200);
      await wait(1000);
    }
  },
};

const list: Check = {
  name: "items are listed",
  async run({ ask }, findings, { apiKey }) {
    const place = `GET ${api}`;
    const answer = await ask(api);
    expectStatus(place, answer, 200);
    findings.answer = answer;
    const items = jsonOf(place, answer);
    if (!Array.isArray(items)) throw new Unmet(`${place}: the answer is not a list.`);
    findings.items = idsOf(items);
    if (findings.items.length > 0) return `${findings.items.length} items`;
    if (apiKey === undefined)
      throw new Unmet(`${place}: the catalogue is empty, and there is no API key to add an item.`);
    const made = await ask(api, {
      method: "POST",
      headers: { "x-api-key": apiKey, "x-test-data": "true" },
      body: { name: "Smoke test", description: "Goes by itself.", price: 1 },
    });
    expectStatus(`POST ${api}`, made, 200, 201);
    const id = property(jsonOf(`POST ${api}`, made), "id");
    if (typeof id !== "string") throw new Unmet(`POST ${api}: the answer has no id.`);
    findings.made = id;
    findings.items = [id];
    return "the catalogue was empty; an item was added for the test";
  },
};

const item: Check = {
  name: "one item is read",
  async run({ ask }, findings) {
    const items = found(findings.items, "the list");
    const id = found(items[Math.floor(Math.random() * items.length)], "an item");
    const path = `${api}/${encodeURIComponent(id)}`;
    const answer = await ask(path);
    expectStatus(`GET ${path}`, answer, 200);
    const read = property(jsonOf(`GET ${path}`, answer), "id");
    if (read !== id) throw new Unmet(`GET ${path}: the answer is about item '${String(read)}'.`);
    findings.item = id;
    return `item ${id}`;
  },
};

const comment: Check = {
  name: "a comment is taken",
  async run({ ask }, findings) {
    const id = found(findings.item, "an item");
    const path = `${api}/${encodeURIComponent(id)}/comments`;
    const text = `Smoke test ${randomUUID()}`;
    const answer = await ask(path, {
      method: "POST",
      // Such a comment is kept for half a minute.
      headers: { "x-test-data": "true" },
      body: { authorName: "Smoke test", text },
    });
    expectStatus(`POST ${path}`, answer, 202);
    if (!answer.headers.get("location")) throw new Unmet(`POST ${path}: the answer has no Location.`);
    findings.comment = text;
    return "202, queued";
  },
};

const commentVisible: Check = {
  name: "the comment shows up",
  async run({ ask, wait }, findings, { visibleWithinMilliseconds = 30_000, signal }) {
    const id = found(findings.item, "an item");
    const text = found(findings.comment, "the comment");
    const path = `${api}/${encodeURIComponent(id)}/comments`;
    const start = Date.now();
    for (;;) {
      const answer = await ask(path);
      expectStatus(`GET ${path}`, answer, 200);
      const comments = jsonOf(`GET ${path}`, answer);
      if (Array.isArray(comments) && comments.some((entry) => property(entry, "text") === text))
        return `after ${((Date.now() - start) / 1000).toFixed(1)} s`;
      if (signal?.aborted || Date.now() - start >= visibleWithinMilliseconds)
        throw new Unmet(
          `GET ${path}: the comment did not show up within ${visibleWithinMilliseconds / 1000} s.`,
        );
      await wait(500);
    }
  },
};

const restricted: Check = {
  name: "restricted operations ask for the key",
  async run({ ask }) {
    for (const [what, headers] of [
      ["without a key", {}],
      ["with a wrong key", { "x-api-key": "not-the-key" }],
    ] as const) {
      const answer = await ask(nobodysItem, { method: "DELETE", headers });
      expectStatus(`DELETE ${nobodysItem} ${what}`, answer, 401, 403);
    }
    return "refused without a key and with a wrong one";
  },
};

const headers: Check = {
  name: "answers say where they come from",
  async run(_asking, findings) {
    const { headers: given, correlationId } = found(findings.answer, "an answer of the API");
    const missing = [
      "x-server-name",
      "x-server-location",
      "x-correlation-id",
      "x-requested-api-version",
    ].filter((name) => !given.get(name));
    if (missing.length > 0) throw new Unmet(`The answer lacks ${missing.join(", ")}.`);
    if (given.get("x-correlation-id") !== correlationId)
      throw new Unmet(`The correlation id of the request, ${correlationId}, did not come back.`);
    if (given.get("x-content-type-options") !== "nosniff")
      throw new Unmet("The answer lacks X-Content-Type-Options: nosniff.");
    const telling = ["x-powered-by"].filter((name) => given.has(name));
    if (telling.length > 0)
      throw new Unmet(`The answer tells strangers what it runs on: ${telling.join(", ")}.`);
    return `${given.get("x-server-name") ?? ""} in ${given.get("x-server-location") ?? ""}`;
  },
};

const site: Check = {
  name: "the site is there",
  async run({ ask }) {
    const answer = await ask("/");
    expectStatus("GET /", answer, 200);
    const title = /<title>([^<]*)<\/title>/i.exec(answer.text)?.[1]?.trim();
    if (title !== siteTitle)
      throw new Unmet(`GET /: the title is '${title ?? ""}' instead of '${siteTitle}': other pages answer.`);
    return `title '${title}'`;
  },
};

/** All checks, in the order in which they run. */
export const allChecks: readonly Check[] = [
  health,
  list,
  item,
  comment,
  commentVisible,
  restricted,
  headers,
  site,
];
/** Those that a stamp's gateway can answer. */
export const gatewayChecks: readonly Check[] = allChecks.filter((check) => check !== site);

/** Takes away what the test has made. @returns what is left behind, if anything. */
export async function tidyUp(
  { ask }: Asking,
  { made }: Findings,
  apiKey: string | undefined,
): Promise<string | undefined> {
  if (made === undefined || apiKey === undefined) return undefined;
  const path = `${api}/${encodeURIComponent(made)}`;
  try {
    const answer = await ask(path, { method: "DELETE", headers: { "x-api-key": apiKey } });
    expectStatus(`DELETE ${path}`, answer, 200, 202, 204);
    return undefined;
  } catch (error) {
    if (error instanceof Unmet) return error.message;
    throw error;
  }
}
