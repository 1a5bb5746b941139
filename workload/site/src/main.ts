/** Shows the page that the address names, and the next one when it changes. */
import { ApiError, apiAt, type Api } from "./api.ts";
import { readConfig } from "./config.ts";
import { announce, byId, element } from "./dom.ts";
import { placeOf, type Place } from "./router.ts";
import { itemPage } from "./views/item.ts";
import { listPage } from "./views/list.ts";
import { notFoundPage, problemPage } from "./views/problem.ts";

/** Which release these pages are: set when they are built, so that it is true of the code that runs. */
declare const versionLabel: string;

const siteTitle = "Catalogue";
const config = readConfig((globalThis as { siteConfig?: unknown }).siteConfig);
const api = apiAt(config.apiBase);

/** What a page is told. */
export interface PageContext {
  readonly api: Api;
  /** Ends with the page. */
  readonly signal: AbortSignal;
}

/** A page, ready to be shown. */
export interface Page {
  readonly title: string;
  readonly content: readonly Node[];
}

function pageOf(place: Place, context: PageContext): Promise<Page> {
  switch (place.page) {
    case "list":
      return listPage(context);
    case "item":
      return itemPage(place.id, context);
    case "unknown":
      return Promise.resolve(notFoundPage());
  }
}

function showFooter(): void {
  const parts = [
    `Version ${versionLabel}`,
    config.region && `Pages from ${config.region}`,
    api.lastRegion() && `Data from ${api.lastRegion()}`,
  ].filter((part) => part !== "");
  byId("footer").replaceChildren(element("p", {}, parts.join(" · ")));
}

let current = new AbortController();

async function show(isFirst: boolean): Promise<void> {
  current.abort();
  const mine = new AbortController();
  current = mine;
  const main = byId("main");
  main.setAttribute("aria-busy", "true");
  if (isFirst) main.replaceChildren(element("p", {}, "Loading…"));
  announce("Loading…");
  let page: Page;
  try {
    page = await pageOf(placeOf(location.hash), { api, signal: mine.signal });
  } catch (error) {
    if (mine.signal.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    page = problemPage(error, () => void show(false));
  }
  if (mine.signal.aborted) return;
  main.replaceChildren(...page.content);
  main.removeAttribute("aria-busy");
  document.title = page.title === "" ? siteTitle : `${page.title} – ${siteTitle}`;
  announce("");
  showFooter();
  // Whoever comes from another page starts at the top of this one, by eye and by ear.
  if (!isFirst) {
    scrollTo(0, 0);
    main.querySelector("h1")?.focus();
  }
}

// The part behind # is taken by pages, so this link cannot lead to a place within one by itself.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
addEventListener("hashchange", () => void show(false));
void show(true);
