import { ArmError } from "../../errors.ts";
import { parentId } from "../../ids.ts";
import type { AzureView, DeleteRequest, Effects, Rule } from "../../model.ts";
import { flagAt, numberAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { deployerObjectId, isGranted } from "../../rules/directory.ts";
import { define } from "../define.ts";

/** "About Azure Key Vault secrets": a value has at most 25 kilobytes, its content type 255 characters. */
const mostBytes = 25 * 1024;
const longestContentType = 255;

const valueFits: Rule = ({ inputs, name }) => {
  const bytes = Buffer.byteLength(textAt(inputs, "properties.value") ?? "");
  if (bytes > mostBytes) {
    throw new ArmError(
      "BadParameter",
      400,
      `The value of secret '${name}' has ${bytes} bytes; ${mostBytes} are allowed.`,
    );
  }
  const { length } = textAt(inputs, "properties.contentType") ?? "";
  if (length <= longestContentType) return;
  throw new ArmError(
    "BadParameter",
    400,
    `The content type of secret '${name}' has ${length} characters; ${longestContentType} are allowed.`,
  );
};

const datesAreInOrder: Rule = ({ inputs, name }) => {
  const notBefore = numberAt(inputs, "properties.attributes.notBefore");
  const expires = numberAt(inputs, "properties.attributes.expires");
  if (notBefore === undefined || expires === undefined || notBefore < expires) return;
  throw new ArmError(
    "BadParameter",
    400,
    `Secret '${name}' would expire (${expires}) before it becomes valid (${notBefore}).`,
  );
};

/** Names of secrets that were deleted in a vault and wait there for their recovery. */
const deletedSecrets = "deletedSecrets";

function deletedIn(azure: AzureView, vaultId: string): string[] {
  return textsAt(azure.find(vaultId)?.facts, `${deletedSecrets}[]`);
}

const nameIsNotRecoverable: Rule = ({ azure, id, name, operation }) => {
  if (operation === "update" || !deletedIn(azure, parentId(id)).includes(name.toLowerCase())) return;
  throw new ArmError(
    "ObjectIsDeletedButRecoverable",
    409,
    `Secret '${name}' is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
  );
};

/**
 * Resource Manager writes secrets and does not delete them ("DisallowedResourceOperation", Azure/terraform-provider-azapi
 * issue 879 of 2025-05-20). azure-native therefore goes to the vault's own endpoint, like anybody else: the network is asked
 * first, then the role.
 */
const vaultLetsTheDeployerIn = ({ azure, resource }: DeleteRequest): void => {
  const vault = azure.find(parentId(resource.id));
  if (textAt(vault?.inputs, "properties.publicNetworkAccess")?.toLowerCase() === "disabled") {
    throw new ArmError(
      "Forbidden",
      403,
      `Public network access is disabled and request is not from a trusted service nor via an approved private link. (ForbiddenByConnection; vault '${vault?.name}', secret '${resource.name}')`,
    );
  }
  if (flagAt(vault?.inputs, "properties.enableRbacAuthorization") !== true) return;
  if (isGranted(azure, deployerObjectId(azure), "deleteSecrets", resource.id)) return;
  throw new ArmError(
    "Forbidden",
    403,
    `Caller is not authorized to perform action 'Microsoft.KeyVault/vaults/secrets/delete' on resource. (ForbiddenByRbac; vault '${vault?.name}', secret '${resource.name}')`,
  );
};

function remember({ azure, resource }: DeleteRequest, effects: Effects): void {
  const vault = azure.find(parentId(resource.id));
  if (!vault) return;
  const names = [...deletedIn(azure, vault.id), resource.name.toLowerCase()];
  effects.put({ ...vault, facts: { ...vault.facts, [deletedSecrets]: names } });
}

export const secret = define("azure-native:keyvault:Secret", {
  location: "none",
  required: ["properties"],
  rules: [valueFits, datesAreInOrder, nameIsNotRecoverable],
  deleteRules: [vaultLetsTheDeployerIn],
  onDeleted: remember,
  outputs: ({ id, azure, name }) => {
    const vault = azure.find(parentId(id));
    const uri = `${textAt(vault?.outputs, "properties.vaultUri") ?? ""}secrets/${name}`;
    const version = azure.guid(`${id}/version`).replaceAll("-", "");
    return {
      id,
      location: vault?.location,
      properties: { secretUri: uri, secretUriWithVersion: `${uri}/${version}` },
    };
  },
});
