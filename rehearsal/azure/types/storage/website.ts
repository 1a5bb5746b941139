/** Blobs and static websites as an upload with Entra sign-in from inside the network leaves them. */
import { ArmError } from "../../errors.ts";
import type { AzureView, Effects, Resource } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";

const blobType = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const containerType = "Microsoft.Storage/storageAccounts/blobServices/containers";

export function blobId(accountId: string, container: string, name: string): string {
  return `${accountId}/blobServices/default/containers/${container}/blobs/${name}`;
}

function websiteId(accountId: string): string {
  return `${accountId}/staticWebsite`;
}

export function hasWebsite(azure: AzureView, accountId: string): boolean {
  return azure.find(websiteId(accountId)) !== undefined;
}

function plain(id: string, arm: string, name: string, outputs: Resource["outputs"]): Resource {
  return {
    id,
    arm,
    name,
    location: undefined,
    inputs: {},
    outputs,
    facts: {},
    state: "Succeeded",
    until: 0,
  };
}

/** Turns the static website on; Azure makes the container of its files along with it. */
export function enableWebsite(
  azure: AzureView,
  effects: Effects,
  accountId: string,
  documents: { readonly index: string; readonly error404: string },
): void {
  accountOf(azure, accountId);
  effects.put(
    plain(websiteId(accountId), "Microsoft.Storage/storageAccounts/staticWebsite", "staticWebsite", {
      indexDocument: documents.index,
      error404Document: documents.error404,
      containerName: "$web",
    }),
  );
  const container = `${accountId}/blobServices/default/containers/$web`;
  if (!azure.find(container))
    effects.put(plain(container, containerType, "$web", { id: container, publicAccess: "None" }));
}

export interface BlobProperties {
  readonly contentType: string;
  readonly cacheControl: string;
  /** Base64 of the content's MD5, which Azure keeps for whoever compares. */
  readonly contentMd5: string;
}

/** @throws ArmError ContainerNotFound when the container is not there. */
export function putBlob(
  azure: AzureView,
  effects: Effects,
  accountId: string,
  at: { readonly container: string; readonly name: string },
  properties: BlobProperties,
): void {
  const account = accountOf(azure, accountId);
  const container = `${accountId}/blobServices/default/containers/${at.container}`;
  if (!azure.find(container))
    throw new ArmError(
      "ContainerNotFound",
      404,
      `The specified container does not exist ('${at.container}' of '${account.name}').`,
    );
  const id = blobId(accountId, at.container, at.name);
  effects.put(plain(id, blobType, at.name, { ...properties }));
}

export function blobProperties(
  azure: AzureView,
  accountId: string,
  at: { readonly container: string; readonly name: string },
): BlobProperties | undefined {
  const blob = azure.find(blobId(accountId, at.container, at.name));
  if (!blob) return undefined;
  const read = (key: string) => textAt(blob.outputs, key) ?? "";
  return {
    contentType: read("contentType"),
    cacheControl: read("cacheControl"),
    contentMd5: read("contentMd5"),
  };
}

function accountOf(azure: AzureView, accountId: string): Resource {
  const account = azure.find(accountId);
  if (account) return account;
  throw new ArmError("ResourceNotFound", 404, `The Resource '${accountId}' was not found.`);
}
