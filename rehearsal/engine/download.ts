/** Fetches a release archive over HTTP and checks it against the checksum file published beside it. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { pipeline } from "node:stream/promises";

/** Patience with servers, in milliseconds. */
export interface DownloadTimes {
  /** Until the server has answered with headers; short, so that a machine without network moves on quickly. */
  readonly answer: number;
  /** Between two pieces of the body. */
  readonly stall: number;
  /** Between two lines of progress. */
  readonly progress: number;
}

/** What a person at a terminal bears before a fallback should start. */
export const usualDownloadTimes: DownloadTimes = { answer: 5_000, stall: 30_000, progress: 5_000 };

const maxRedirects = 5;
const maxChecksumFile = 1 << 20;

function agentFor(url: URL, env: NodeJS.ProcessEnv): http.Agent {
  // proxyEnv: HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured by Node.js versions that know the option.
  return url.protocol === "https:" ? new https.Agent({ proxyEnv: env }) : new http.Agent({ proxyEnv: env });
}

function request(url: URL, env: NodeJS.ProcessEnv, times: DownloadTimes): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === "https:" ? https.get : http.get;
    const call = get(url, { agent: agentFor(url, env), headers: { "user-agent": "bulkhead" } });
    const timer = setTimeout(
      () => call.destroy(new Error(`no answer within ${times.answer / 1000} s`)),
      times.answer,
    );
    call.on("response", (response) => {
      clearTimeout(timer);
      response.setTimeout(times.stall, () =>
        response.destroy(new Error(`the transfer stalled for ${times.stall / 1000} s`)),
      );
      resolve(response);
    });
    call.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

async function open(
  address: string,
  env: NodeJS.ProcessEnv,
  times: DownloadTimes,
): Promise<http.IncomingMessage> {
  let url = new URL(address);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const response = await request(url, env, times);
    const status = response.statusCode ?? 0;
    if (status === 200) return response;
    response.destroy();
    if (status < 300 || status > 399 || !response.headers.location) {
      throw new Error(`the server answered ${status} ${response.statusMessage ?? ""}`.trim());
    }
    const next = new URL(response.headers.location, url);
    if (url.protocol === "https:" && next.protocol !== "https:")
      throw new Error(`it redirects to ${next.protocol}//`);
    url = next;
  }
  throw new Error(`it redirects more than ${maxRedirects} times`);
}

function withAddress(address: string, error: unknown): Error {
  // A refused or unreachable host arrives as an AggregateError with an empty message.
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const text = error instanceof Error && error.message ? error.message : code || String(error);
  return new Error(`${address}: ${text}`, { cause: error });
}

/** The SHA-256 that a checksum file in the format of `sha256sum` gives for a file name; undefined if none. */
export function checksumFor(checksums: string, name: string): string | undefined {
  for (const line of checksums.split("\n")) {
    const [, hash, file] = /^([0-9a-fA-F]{64})\s+[* ]?(?:\.\/)?(.+?)\s*$/.exec(line) ?? [];
    if (hash && file === name) return hash.toLowerCase();
  }
  return undefined;
}

async function fetchText(address: string, env: NodeJS.ProcessEnv, times: DownloadTimes): Promise<string> {
  try {
    let text = "";
    for await (const chunk of await open(address, env, times)) {
      text += String(chunk);
      if (text.length > maxChecksumFile) throw new Error("the checksum file is larger than 1 MiB");
    }
    return text;
  } catch (error) {
    throw withAddress(address, error);
  }
}

/** What to fetch and where to put it. */
export interface Download {
  /** Address of the folder that holds archive and checksum file, without a slash at the end. */
  readonly base: string;
  readonly archive: string;
  readonly checksums: string;
  /** Where the archive is written. */
  readonly file: string;
}

/**
 * Fetches an archive and verifies it. Throws an Error that names the address: no answer, a status other than 200,
 * a stalled transfer, no published checksum, or another checksum than the published one.
 */
export async function download(
  what: Download,
  report: (line: string) => void,
  env: NodeJS.ProcessEnv,
  times: DownloadTimes = usualDownloadTimes,
): Promise<void> {
  const checksumAddress = `${what.base}/${what.checksums}`;
  const expected = checksumFor(await fetchText(checksumAddress, env, times), what.archive);
  if (!expected) throw new Error(`${checksumAddress}: it has no SHA-256 for ${what.archive}`);

  const address = `${what.base}/${what.archive}`;
  const hash = createHash("sha256");
  try {
    const response = await open(address, env, times);
    const total = Number(response.headers["content-length"] ?? 0);
    let received = 0;
    let nextReport = Date.now() + times.progress;
    await pipeline(
      response,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          received += chunk.length;
          if (Date.now() >= nextReport) {
            nextReport = Date.now() + times.progress;
            report(`downloaded ${megabytes(received)}${total ? ` of ${megabytes(total)}` : ""} MB`);
          }
          yield chunk;
        }
      },
      createWriteStream(what.file),
    );
  } catch (error) {
    throw withAddress(address, error);
  }
  const actual = hash.digest("hex");
  if (actual !== expected) {
    throw new Error(`${address}: its SHA-256 is ${actual}, but ${what.checksums} says ${expected}`);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
