/** Content of some stacks, brought to where it belongs. */
import { existsSync } from "node:fs";
import * as path from "node:path";
import type { StackName } from "../../config/stackName.ts";
import { projectRoot } from "../common.ts";
import { localClient, type OrderSender } from "./localClient.ts";
import { indexDocument, type ContentFolders } from "./objects.ts";
import { publish, type ContentClient, type PublishResult } from "./publish.ts";
import { targetsOf, type ContentTarget } from "./targets.ts";

/** Where `npm run workload:site` builds the pages to. */
export const builtSite = path.join(projectRoot, "workload", "site", "dist");

/** The folders that come with the project. Its pages only stand in until there are some. */
export const ownFolders: ContentFolders = {
  sorry: path.join(projectRoot, "content", "sorry"),
  site: path.join(projectRoot, "content", "site"),
  images: path.join(projectRoot, "content", "images"),
};

/**
 * Where content comes from when nobody says: the pages as they were built here, or, before they were, the placeholder, which
 * replaces no pages that are there.
 */
export function currentFolders(built = builtSite): ContentFolders {
  return existsSync(path.join(built, indexDocument))
    ? { ...ownFolders, site: built }
    : { ...ownFolders, siteIsPlaceholder: true };
}

/** Data planes of the local Azure. */
export function localClients(send: OrderSender): (target: ContentTarget) => ContentClient {
  return ({ account }) => localClient(account, send);
}

/** Data planes of the real Azure, with the sign-in of this machine. */
export async function realClients(): Promise<(target: ContentTarget) => ContentClient> {
  // The SDKs take a second to load, which no other command should wait for.
  const { DefaultAzureCredential } = await import("@azure/identity");
  const { blobClient, serviceClientOf } = await import("./blobClient.ts");
  const credential = new DefaultAzureCredential();
  return ({ account }) => blobClient(account, serviceClientOf(account, credential));
}

/** Whether a stack has accounts that take content. */
export function takesContent(stack: StackName): boolean {
  return stack.kind !== "ops";
}

/** @param contract output `contract` of the stack. */
export function publishStack(
  stack: StackName,
  contract: unknown,
  options: {
    readonly folders: ContentFolders;
    readonly clientFor: (target: ContentTarget) => ContentClient;
    readonly report: (line: string) => void;
  },
): Promise<PublishResult[]> {
  return publish(targetsOf(stack, contract, options.folders), options.clientFor, options.report);
}

/**
 * Content as a part of `up`: what goes wrong is said and stops nothing, for the machine that deploys may well be one that the
 * accounts do not let in.
 *
 * @returns lines for the summary.
 */
export async function publishAfterUp(
  stack: StackName,
  contract: unknown,
  clientFor: (target: ContentTarget) => ContentClient,
): Promise<string[]> {
  if (!takesContent(stack)) return [];
  try {
    const results = await publishStack(stack, contract, {
      folders: currentFolders(),
      clientFor,
      report: () => undefined,
    });
    const uploaded = results.reduce((sum, result) => sum + result.uploaded.length, 0);
    return uploaded === 0 ? [] : [`${uploaded} objects of content uploaded`];
  } catch (error) {
    return [`content was not uploaded: ${error instanceof Error ? error.message : String(error)}`];
  }
}
