import type { AzureView, Resource } from "../model.ts";
import { textAt } from "../../../lib/properties.ts";
import { blobId, hasWebsite } from "../types/storage/website.ts";
import type { Break } from "./types.ts";

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).hostname;
}

/** Whether a storage account's static website answers the probe for this origin. */
export function storageBreak(
  azure: AzureView,
  account: Resource,
  request: { readonly hostName: string; readonly groupId: string; readonly probePath: string },
): Break | undefined {
  const endpoints = request.groupId.endsWith("_secondary") ? "secondaryEndpoints" : "primaryEndpoints";
  const host = hostOf(textAt(account.outputs, `${endpoints}.web`));
  if (host !== request.hostName)
    return {
      link: "host name",
      text: `the origin asks for '${request.hostName}', and the static website of '${account.name}' is '${host ?? "none"}'`,
    };
  if (!hasWebsite(azure, account.id))
    return {
      link: "website",
      text: `storage account '${account.name}' serves no static website yet: run \`npx bulkhead content\``,
    };
  const blob = request.probePath.replace(/^\//, "");
  if (azure.find(blobId(account.id, "$web", blob))) return undefined;
  return {
    link: "probe object",
    text: `'${blob}' is not in the static website of '${account.name}', so the probe gets 404: run \`npx bulkhead content\``,
  };
}
