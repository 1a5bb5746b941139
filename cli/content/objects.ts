/** What belongs into which storage account: the sorry page, the pages, the images, and what probes ask for. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import { UserError } from "../../config/userError.ts";
import { originGroups } from "../../lib/edge/originGroups.ts";

export interface ContentObject {
  readonly container: string;
  readonly name: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Base64, as Azure keeps and compares it. */
  readonly contentMd5: string;
}

/** The container of a static website. */
export const websiteContainer = "$web";

/** IANA media types by extension; what is not in the table is served as bytes. */
const contentTypes: Readonly<Record<string, string>> = {
  ".avif": "image/avif",
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** The sorry page and answers to probes: kept nowhere, or the edge would go on saying sorry after all is well. */
const keptNowhere = "no-store";
/** Pages: kept, but asked after on every visit, so that a release shows at once. */
const askedAfter = "no-cache";
/** Files whose name holds a hash of their content never change. */
const keptForAYear = "public, max-age=31536000, immutable";
const keptForAnHour = "public, max-age=3600";

export function contentObject(
  name: string,
  body: Buffer,
  cacheControl: string,
  container = websiteContainer,
): ContentObject {
  return {
    container,
    name,
    body,
    contentType: contentTypes[path.extname(name).toLowerCase()] ?? "application/octet-stream",
    cacheControl,
    contentMd5: createHash("md5").update(body).digest("base64"),
  };
}

/** `app.3f9a12bc.js`, as bundlers name what they may keep for ever. */
const hashedName = /[.-][0-9a-zA-Z_-]{8,}\.[a-z0-9]+$/;

/** What a stamp tells its pages; written for each stamp where the pages have such a file. */
export const siteConfigFile = "config.js";

function pageCaching(name: string): string {
  if (name.endsWith(".html") || name === siteConfigFile) return askedAfter;
  return /\d/.test(hashedName.exec(name)?.[0] ?? "") ? keptForAYear : keptForAnHour;
}

interface FoundFile {
  /** Relative, with slashes. */
  readonly name: string;
  readonly body: Buffer;
}

/** Files of a folder and those below it, by name. Hidden ones stay at home. */
function filesOf(folder: string): FoundFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")))
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort()
    .map((name) => ({ name, body: readFileSync(path.join(folder, name)) }));
}

function requireFolder(folder: string, option: string, index: string | undefined): void {
  const missing = !existsSync(folder) || (index !== undefined && !existsSync(path.join(folder, index)));
  if (!missing) return;
  throw new UserError({
    key: option,
    file: folder,
    problem: existsSync(folder) ? `It has no ${index ?? ""}.` : "There is no such folder.",
    remedy: `Name the folder that holds ${index ?? "the files"}: \`npx bulkhead content ${option} DIR\`.`,
  });
}

const probeAnswer = Buffer.from("ok\n");

function probeObject(probePath: string): ContentObject {
  return {
    ...contentObject(probePath.replace(/^\//, ""), probeAnswer, keptNowhere),
    contentType: "text/plain; charset=utf-8",
  };
}

export const indexDocument = "index.html";

/** Folders that content comes from. */
export interface ContentFolders {
  readonly sorry: string;
  readonly site: string;
  readonly images: string;
  /** The pages are those that only stand in until there are some: they replace nothing. */
  readonly siteIsPlaceholder?: true;
}

/** What the pages of a stamp are told. */
export interface SiteSettings {
  /** Region as people read it: "East US". */
  readonly region: string;
}

/** Path of the catalogue's API at the edge, with the version that the pages were written for. */
const apiBase = "/catalogservice/api/1.0";

/** Text of the pages' configuration. */
export function siteConfigText({ region }: SiteSettings): string {
  return `globalThis.siteConfig = ${JSON.stringify({ apiBase, region })};\n`;
}

/** The website of the global account: the sorry page for every path, the images, an answer to every group's probe. */
export function globalWebsite(folders: ContentFolders): ContentObject[] {
  requireFolder(folders.sorry, "--sorry", indexDocument);
  requireFolder(folders.images, "--images", undefined);
  return [
    ...Object.values(originGroups).map(({ probePath }) => probeObject(probePath)),
    ...filesOf(folders.sorry).map(({ name, body }) => contentObject(name, body, keptNowhere)),
    ...filesOf(folders.images).map(({ name, body }) =>
      contentObject(`images/${name}`, body, pageCaching(name)),
    ),
  ];
}

/** The website of a stamp: the pages, what they are told, and an answer to the probe of their group. */
export function stampWebsite(folders: ContentFolders, settings: SiteSettings): ContentObject[] {
  requireFolder(folders.site, "--site", indexDocument);
  const files = filesOf(folders.site).map(({ name, body }) =>
    name === siteConfigFile ? { name, body: Buffer.from(siteConfigText(settings)) } : { name, body },
  );
  const isPage = ({ name }: FoundFile): boolean => name.endsWith(".html");
  return [
    // A page comes after what it loads, and the answer to the probe last: a stamp whose pages are half there gets no requests for them.
    ...[...files.filter((file) => !isPage(file)), ...files.filter(isPage)].map(({ name, body }) =>
      contentObject(name, body, pageCaching(name)),
    ),
    probeObject(originGroups.site.probePath),
  ];
}
