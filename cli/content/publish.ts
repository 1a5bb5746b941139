/** Brings storage accounts up to date: what is there already is left alone. */
import type { ContentObject } from "./objects.ts";
import type { ContentTarget } from "./targets.ts";

/** What is compared to tell whether an object is up to date. */
export type ObjectState = Pick<ContentObject, "contentMd5" | "contentType" | "cacheControl">;

/** One storage account's data plane. */
export interface ContentClient {
  /** Turns the static website on unless it is on with these documents; returns whether it had to. */
  enableWebsite(documents: { readonly index: string; readonly error404: string }): Promise<boolean>;
  websiteIsOn(): Promise<boolean>;
  /** Undefined for an object that is not there. */
  stateOf(object: ContentObject): Promise<ObjectState | undefined>;
  put(object: ContentObject): Promise<void>;
}

export interface PublishResult {
  readonly stack: string;
  readonly account: string;
  readonly uploaded: readonly string[];
  readonly unchanged: number;
  /** True when the target was left alone because it has had its content already. */
  readonly skipped: boolean;
}

function isSame(state: ObjectState | undefined, object: ContentObject): boolean {
  return (
    state?.contentMd5 === object.contentMd5 &&
    state.contentType === object.contentType &&
    state.cacheControl === object.cacheControl
  );
}

/** Whether somebody has brought a target's content there before; it ends with its last object. */
async function isComplete({ objects }: ContentTarget, client: ContentClient): Promise<boolean> {
  const last = objects.at(-1);
  return last !== undefined && (await client.websiteIsOn()) && (await client.stateOf(last)) !== undefined;
}

async function isLeftAlone(target: ContentTarget, client: ContentClient): Promise<boolean> {
  const { marker, keepsWhatIsThere } = target;
  if (marker !== undefined) return (await client.stateOf(marker)) !== undefined;
  return keepsWhatIsThere === true && (await isComplete(target, client));
}

async function publishOne(
  target: ContentTarget,
  client: ContentClient,
  report: (line: string) => void,
): Promise<PublishResult> {
  const { stack, account, website, objects } = target;
  if (website && (await client.enableWebsite(website)))
    report(`${stack}: static website of ${account.name} turned on`);
  const uploaded: string[] = [];
  for (const [index, object] of objects.entries()) {
    if (isSame(await client.stateOf(object), object)) continue;
    await client.put(object);
    uploaded.push(object.name);
    report(`${stack}: ${account.name} ${index + 1}/${objects.length} ${object.container}/${object.name}`);
  }
  // Not before them: a run that is cut off in between brings them once more.
  if (target.marker !== undefined) await client.put(target.marker);
  return {
    stack,
    account: account.name,
    uploaded,
    unchanged: objects.length - uploaded.length,
    skipped: false,
  };
}

/**
 * Uploads what differs, account by account.
 *
 * @param targets of one stack.
 * @param clientFor the data plane of an account.
 * @param report told about every step, line by line.
 */
export async function publish(
  targets: readonly ContentTarget[],
  clientFor: (target: ContentTarget) => ContentClient,
  report: (line: string) => void,
): Promise<PublishResult[]> {
  const results: PublishResult[] = [];
  for (const target of targets) {
    if (await isLeftAlone(target, clientFor(target))) {
      const { stack, account, objects } = target;
      results.push({ stack, account: account.name, uploaded: [], unchanged: objects.length, skipped: true });
      continue;
    }
    results.push(await publishOne(target, clientFor(target), report));
  }
  return results;
}

/** `stamp-eastus: 4 objects uploaded, 12 unchanged` */
export function publishText(results: readonly PublishResult[]): string[] {
  return [...new Set(results.map(({ stack }) => stack))].map((stack) => {
    const mine = results.filter((result) => result.stack === stack);
    const uploaded = mine.reduce((sum, result) => sum + result.uploaded.length, 0);
    const unchanged = mine.reduce((sum, result) => sum + result.unchanged, 0);
    return `${stack}: ${uploaded === 0 ? "content unchanged" : `${uploaded} objects uploaded`}, ${unchanged} as they were`;
  });
}
