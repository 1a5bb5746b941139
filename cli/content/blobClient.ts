/** The data plane of a real storage account, with the sign-in of whoever runs the command. Keys are never used. */
import type { TokenCredential } from "@azure/identity";
import { BlobServiceClient, RestError } from "@azure/storage-blob";
import { UserError } from "../../config/userError.ts";
import type { ContentClient } from "./publish.ts";
import type { StorageAccountRef } from "./targets.ts";

/** Tries per request: an account that nobody lets us reach must not keep a person waiting for minutes. */
const tries = 3;
const tryTimeoutMilliseconds = 15_000;

/** Where an account's blobs are, in the public cloud. */
export function blobEndpoint(accountName: string): string {
  return `https://${accountName}.blob.core.windows.net`;
}

/** Error codes of Azure Storage ("Common REST API error codes") by what they mean for whoever uploads. */
const closedNetwork = new Set([
  "AuthorizationFailure",
  "PublicAccessNotPermitted",
  "NetworkAclsValidationFailure",
]);
const missingRight = new Set([
  "AuthorizationPermissionMismatch",
  "AuthorizationServiceMismatch",
  "InsufficientAccountPermissions",
]);

/** What a failed request means, and what to do about it; other errors as they are. */
export function explainStorageError(error: unknown, account: StorageAccountRef): unknown {
  if (!(error instanceof RestError)) return error;
  // Without a body, as on HEAD, the code stands in a header only.
  const code = error.code ?? error.response?.headers.get("x-ms-error-code") ?? "";
  const unreachable = ["ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "REQUEST_SEND_ERROR"].includes(
    code,
  );
  if (unreachable || (error.statusCode === 403 && closedNetwork.has(code)))
    return new UserError({
      key: account.name,
      problem: `The storage account does not let this machine in (${code}): its public endpoint is closed, on purpose.`,
      remedy:
        "Run `npx bulkhead content` from a build agent or a jump box of the operations network, which reaches it privately.",
    });
  if (error.statusCode === 403 && missingRight.has(code))
    return new UserError({
      key: account.name,
      problem: `You may not write blobs in this storage account (${code}).`,
      remedy: `Have the roles Storage Blob Data Contributor and Storage Account Contributor assigned to you on ${account.id}; a new assignment takes up to ten minutes.`,
    });
  return error;
}

/** @param serviceClient the SDK's client, which tests replace. */
export function blobClient(account: StorageAccountRef, serviceClient: BlobServiceClient): ContentClient {
  const explained = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      throw explainStorageError(error, account);
    }
  };
  const at = (object: { container: string; name: string }) =>
    serviceClient.getContainerClient(object.container).getBlockBlobClient(object.name);
  const current = async () => (await serviceClient.getProperties()).staticWebsite;

  return {
    websiteIsOn: () => explained(async () => (await current())?.enabled === true),
    enableWebsite: ({ index, error404 }) =>
      explained(async () => {
        const now = await current();
        if (now?.enabled && now.indexDocument === index && now.errorDocument404Path === error404)
          return false;
        await serviceClient.setProperties({
          staticWebsite: { enabled: true, indexDocument: index, errorDocument404Path: error404 },
        });
        return true;
      }),
    stateOf: (object) =>
      explained(async () => {
        try {
          const found = await at(object).getProperties();
          return {
            contentMd5: Buffer.from(found.contentMD5 ?? []).toString("base64"),
            contentType: found.contentType ?? "",
            cacheControl: found.cacheControl ?? "",
          };
        } catch (error) {
          if (error instanceof RestError && error.statusCode === 404) return undefined;
          throw error;
        }
      }),
    put: (object) =>
      explained(async () => {
        await at(object).uploadData(object.body, {
          blobHTTPHeaders: {
            blobContentType: object.contentType,
            blobCacheControl: object.cacheControl,
            blobContentMD5: Buffer.from(object.contentMd5, "base64"),
          },
        });
      }),
  };
}

/** The SDK's client of an account, over HTTPS with Entra sign-in. */
export function serviceClientOf(account: StorageAccountRef, credential: TokenCredential): BlobServiceClient {
  return new BlobServiceClient(blobEndpoint(account.name), credential, {
    retryOptions: { maxTries: tries, tryTimeoutInMs: tryTimeoutMilliseconds },
  });
}
