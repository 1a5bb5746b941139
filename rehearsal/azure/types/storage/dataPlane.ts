/** What azure-native makes through a storage account's own endpoint, with its keys, instead of through ARM. */
import { ArmError } from "../../errors.ts";
import type { AzureView, DeleteRequest, Request, Rule } from "../../model.ts";
import { flagAt, textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

function accountIdOf(id: string): string {
  return /^.*\/storageAccounts\/[^/]+/i.exec(id)?.[0] ?? id;
}

/** Storage error codes: the network is asked first, then the key. */
function refuseWhereClosed(azure: AzureView, id: string): void {
  const account = azure.find(accountIdOf(id));
  const closed =
    textAt(account?.inputs, "publicNetworkAccess") === "Disabled" ||
    textAt(account?.inputs, "networkRuleSet.defaultAction") === "Deny";
  if (closed)
    throw new ArmError(
      "AuthorizationFailure",
      403,
      `This request is not authorized to perform this operation. ('${id}': the network of account '${account?.name}' is closed to the machine that deploys.)`,
    );
  if (flagAt(account?.inputs, "allowSharedKeyAccess") === false) {
    throw new ArmError(
      "KeyBasedAuthenticationNotPermitted",
      403,
      `Key based authentication is not permitted on this storage account. ('${id}' is written with the keys of '${account?.name}'.)`,
    );
  }
}

const endpointIsOpen: Rule = ({ azure, id }) => refuseWhereClosed(azure, id);
const endpointIsOpenStill = ({ azure, resource }: DeleteRequest) => refuseWhereClosed(azure, resource.id);

const accountHasBlobs: Rule = ({ azure, id, name }) => {
  const account = azure.find(accountIdOf(id));
  if (textAt(account?.inputs, "kind") !== "FileStorage") return;
  throw new ArmError(
    "FeatureNotSupportedForAccount",
    409,
    `'${name}': account '${account?.name}' is of kind FileStorage and has no blobs.`,
  );
};

export const blob = define("azure-native:storage:Blob", {
  location: "none",
  createOnly: ["type"],
  rules: [
    oneOf("type", ["Block", "Append"], "InvalidHeaderValue"),
    oneOf("accessTier", ["Hot", "Cool", "Archive"], "InvalidHeaderValue"),
    accountHasBlobs,
    endpointIsOpen,
  ],
  deleteRules: [endpointIsOpenStill],
  outputs: ({ azure, id, inputs, name }) => {
    const endpoint = textAt(azure.find(accountIdOf(id))?.outputs, "primaryEndpoints.blob") ?? "";
    const url = `${endpoint}${textAt(inputs, "containerName") ?? ""}/${name}`;
    return {
      id,
      url,
      type: textAt(inputs, "type") ?? "Block",
      contentType: textAt(inputs, "contentType") ?? "application/octet-stream",
    };
  },
});

const accountServesWebsites: Rule = ({ azure, id, name }) => {
  const account = azure.find(accountIdOf(id));
  const kind = textAt(account?.inputs, "kind");
  if (kind === "StorageV2" || kind === "BlockBlobStorage") return;
  throw new ArmError(
    "FeatureNotSupportedForAccount",
    409,
    `Static website '${name}': account '${account?.name}' is of kind ${kind}; StorageV2 and BlockBlobStorage have static websites.`,
  );
};

const indexIsAFileName: Rule = ({ inputs, name }) => {
  const index = textAt(inputs, "indexDocument");
  if (index === undefined || (!index.includes("/") && index.length >= 3 && index.length <= 255)) return;
  throw new ArmError(
    "InvalidXmlNodeValue",
    400,
    `The index document '${index}' of static website '${name}' must be a file name of 3 to 255 characters without '/'.`,
  );
};

/** The container that a website's files are in; Azure makes it with the website. */
const websiteContainer = "$web";

function containerId({ id }: Request): string {
  return `${accountIdOf(id)}/blobServices/default/containers/${websiteContainer}`;
}

export const staticWebsite = define("azure-native:storage:StorageAccountStaticWebsite", {
  location: "none",
  rules: [accountServesWebsites, indexIsAFileName, endpointIsOpen],
  deleteRules: [endpointIsOpenStill],
  outputs: ({ id }) => ({ id, containerName: websiteContainer }),
  onWritten: (request, effects) => {
    const id = containerId(request);
    if (request.azure.find(id)) return;
    effects.put({
      id,
      arm: "Microsoft.Storage/storageAccounts/blobServices/containers",
      name: websiteContainer,
      location: undefined,
      inputs: {},
      outputs: { id, name: websiteContainer, publicAccess: "None" },
      facts: {},
      state: "Succeeded",
      until: 0,
    });
  },
});
