/** Which accounts take which content, read from what the stacks have exported. */
import { globalContractSchema } from "../../contracts/global.ts";
import { stampContractSchema } from "../../contracts/stamp.ts";
import type { StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { findRegion } from "../../lib/regions.ts";
import { stampData } from "../../lib/stampData.ts";
import {
  contentObject,
  globalWebsite,
  indexDocument,
  stampWebsite,
  type ContentFolders,
  type ContentObject,
} from "./objects.ts";

export interface StorageAccountRef {
  readonly id: string;
  readonly name: string;
}

export interface ContentTarget {
  readonly stack: string;
  readonly account: StorageAccountRef;
  /** The static website's documents; undefined for an account that serves none. */
  readonly website: { readonly index: string; readonly error404: string } | undefined;
  readonly objects: readonly ContentObject[];
  /**
   * Comes after the objects, and from then on they are left alone. The object that keeps a stamp in rotation has such a marker: somebody
   * who took it away to drain the stamp wants it to stay away. In the same account, for one that is made anew has lost both.
   */
  readonly marker?: ContentObject;
  /** What is complete already, by its last object, is left alone: a placeholder replaces no pages. */
  readonly keepsWhatIsThere?: true;
}

/** Any path that is not there is answered with the first page: the sorry page, or the application's own routing. */
const website = { index: indexDocument, error404: indexDocument };

/**
 * The targets of one stack.
 *
 * @param contract its output `contract`.
 * @throws UserError when the contract is missing or of another version.
 */
export function targetsOf(stack: StackName, contract: unknown, folders: ContentFolders): ContentTarget[] {
  const parsed =
    stack.kind === "global"
      ? globalContractSchema.safeParse(contract)
      : stampContractSchema.safeParse(contract);
  if (!parsed.success)
    throw new UserError({
      problem:
        contract === undefined
          ? `Stack '${stack.text}' is not deployed, so there is no account to upload to.`
          : `The contract of stack '${stack.text}' is not what this version of the command reads.`,
      remedy: `Run \`npx bulkhead up --only ${stack.text}\` first.`,
    });
  if (stack.kind === "global") {
    const { storage } = globalContractSchema.parse(contract);
    return [{ stack: stack.text, account: storage, website, objects: globalWebsite(folders) }];
  }
  const { storage, location } = stampContractSchema.parse(contract);
  const { healthContainer, healthBlob } = storage.data;
  return [
    {
      stack: stack.text,
      account: { id: storage.data.id, name: storage.data.name },
      website: undefined,
      objects: [contentObject(healthBlob, Buffer.from("in rotation\n"), "no-store", healthContainer)],
      marker: contentObject(
        stampData.healthMarker,
        Buffer.from(`${healthBlob} was uploaded once. While it is missing the stamp is out of rotation.\n`),
        "no-store",
        healthContainer,
      ),
    },
    {
      stack: stack.text,
      account: { id: storage.website.id, name: storage.website.name },
      website,
      objects: stampWebsite(folders, { region: findRegion(location)?.displayName ?? location }),
      ...(folders.siteIsPlaceholder ? { keepsWhatIsThere: true } : {}),
    },
  ];
}
