import { findRegion } from "../../../lib/regions.ts";
import { checkName, nameRuleOf } from "../../../lib/names.ts";
import { ArmError } from "../errors.ts";
import { idKey, isResourceId, nameOfId, parentId, resourceGroupId, typeOfId } from "../ids.ts";
import { normaliseLocation } from "../location.ts";
import type { AzureView, DeleteRequest, Rule, TypeDefinition } from "../model.ts";
import { allTexts, isObject, valueAt } from "../../../lib/properties.ts";
import { sameValue } from "../values.ts";
import codes from "../data/codes.json" with { type: "json" };
import { nothingIsLocked, scopeIsNotReadOnly } from "./locks.ts";
import { isAutomaticWatcher } from "./networkWatcher.ts";
import { definitionOf } from "../types/index.ts";

const nameTaken: Record<string, { code: string; status: number }> = codes.nameTaken;
const nameInvalid: Record<string, string> = codes.nameInvalid;

/** What ARM checks for every type before the resource provider sees a request. */
export function commonRules(definition: TypeDefinition): Rule[] {
  return [
    nameIsAllowed,
    parentsExist,
    locationIsOffered(definition),
    requiredIsThere(definition),
    nothingImmutableChanges(definition),
    nameIsFree,
    tagsAreWithinLimits,
    referencesExist,
    scopeIsNotReadOnly,
  ];
}

const nameIsAllowed: Rule = ({ arm, name, operation }) => {
  if (operation === "update") return;
  const wrong = checkName(arm, name);
  if (wrong !== undefined) throw new ArmError(nameInvalid[arm] ?? "InvalidResourceName", 400, wrong);
};

const parentsExist: Rule = ({ azure, id, name }) => {
  const missing: string[] = [];
  for (let at = parentId(id); isResourceId(at) || at.includes("/resourceGroups/"); at = parentId(at)) {
    if (isElsewhere(azure, at) || isServiceRoot(at) || isAutomaticWatcher(azure, at) || isInsideCluster(at))
      continue;
    if (!azure.find(at)) missing.push(at);
  }
  const top = missing.at(-1);
  if (top === undefined) {
    const group = azure.find(resourceGroupId(id) ?? "");
    if (group?.state !== "Deleting") return;
    throw new ArmError(
      "ResourceGroupBeingDeleted",
      409,
      `The resource group '${group.name}' is in deprovisioning state and cannot perform this operation (for '${name}').`,
    );
  }
  if (typeOfId(top) === "Microsoft.Resources/resourceGroups") {
    throw new ArmError("ResourceGroupNotFound", 404, `Resource group '${nameOfId(top)}' could not be found.`);
  }
  throw new ArmError(
    "ParentResourceNotFound",
    404,
    `Can not perform requested operation on nested resource. Parent resource '${nameOfId(top)}' not found (for '${name}').`,
  );
};

/** A namespace is a scope for roles, and Kubernetes alone knows whether it is there (azure-aks-docs manage-azure-rbac.md). */
function isInsideCluster(id: string): boolean {
  return typeOfId(id) === "Microsoft.ContainerService/managedClusters/namespaces";
}

/** `blobServices/default` and its like exist with their account; nobody creates them. */
function isServiceRoot(id: string): boolean {
  return /\/(blobServices|fileServices|queueServices|tableServices)\/default$/i.test(id);
}

function locationIsOffered(definition: TypeDefinition): Rule {
  return ({ arm, location, name }) => {
    if (definition.location === "none") return;
    if (location === undefined) {
      throw new ArmError(
        "LocationRequired",
        400,
        `The location property is required for '${name}' (${arm}).`,
      );
    }
    const isGlobal = location === "global";
    if (definition.location === "global" ? isGlobal : findRegion(location) !== undefined) return;
    const offered =
      definition.location === "global"
        ? "The type is offered in 'global'."
        : "No such Azure region is known.";
    throw new ArmError(
      "LocationNotAvailableForResourceType",
      400,
      `The provided location '${location}' is not available for resource type '${arm}'. ${offered}`,
    );
  };
}

function requiredIsThere(definition: TypeDefinition): Rule {
  return ({ inputs, name }) => {
    for (const alternatives of definition.required ?? []) {
      if (alternatives.split("|").some((path) => valueAt(inputs, path) !== undefined)) continue;
      throw new ArmError(
        "InvalidParameter",
        400,
        `Required parameter ${alternatives.replaceAll("|", " or ")} is missing (null) for '${name}'.`,
      );
    }
  };
}

function nothingImmutableChanges(definition: TypeDefinition): Rule {
  return ({ previous, inputs, name }) => {
    if (!previous) return;
    for (const path of [...(definition.createOnly ?? []), "location"]) {
      const before = valueAt(previous.inputs, path);
      const after = valueAt(inputs, path);
      if (before === undefined || after === undefined || sameValue(before, after)) continue;
      if (path === "location" && typeof before === "string" && typeof after === "string") {
        if (normaliseLocation(before) === normaliseLocation(after)) continue;
      }
      throw new ArmError(
        "PropertyChangeNotAllowed",
        409,
        `Changing property '${path}' is not allowed for '${name}' (from ${JSON.stringify(before)} to ${JSON.stringify(after)}).`,
      );
    }
  };
}

const nameIsFree: Rule = ({ azure, operation, arm, name }) => {
  if (operation === "update" || nameRuleOf(arm)?.scope !== "global") return;
  const other = azure.ofType(arm).find((resource) => resource.name.toLowerCase() === name.toLowerCase());
  if (!other) return;
  const { code, status } = nameTaken[arm] ?? { code: "Conflict", status: 409 };
  throw new ArmError(
    code,
    status,
    `The name '${name}' is already in use by '${other.id}'; names of ${arm} are unique in all of Azure.`,
  );
};

/** Limits: azure-subscription-service-limits.md of 2026-08-04, see data/codes.json. */
const tagsAreWithinLimits: Rule = ({ inputs, name }) => {
  const tags = inputs["tags"];
  if (!isObject(tags)) return;
  const { count, keyLength, valueLength } = codes.tags;
  if (Object.keys(tags).length > count) {
    throw new ArmError(
      "InvalidTags",
      400,
      `'${name}' has ${Object.keys(tags).length} tags; ${count} are allowed.`,
    );
  }
  for (const [key, value] of Object.entries(tags)) {
    if (key.length > keyLength || String(value).length > valueLength) {
      throw new ArmError(
        "InvalidTagValue",
        400,
        `The tag '${key.slice(0, 40)}' of '${name}' is too long (${keyLength} for names, ${valueLength} for values).`,
      );
    }
  }
};

const referencesExist: Rule = ({ azure, id, inputs }) => {
  for (const { path, text } of allTexts(inputs)) {
    if (!isResourceId(text) || isBuiltIn(text) || `${idKey(id)}/`.startsWith(`${idKey(text)}/`)) continue;
    if (isElsewhere(azure, text) || isPartOf(azure, text) || azure.find(text) || isOwnPart(id, text))
      continue;
    throw new ArmError(
      "InvalidResourceReference",
      400,
      `Resource ${text} referenced by resource ${id} (${path}) was not found. Please make sure that the referenced resource exists.`,
    );
  }
};

/** Parts of a resource name one another by its id, before it exists: the type's own rules know which there are. */
function isOwnPart(id: string, text: string): boolean {
  return idKey(text).startsWith(`${idKey(id)}/`) && definitionOf.byArm(typeOfId(text)) === undefined;
}

/** Of other subscriptions nothing is known, so what is said to be there is taken to be there. */
function isElsewhere(azure: AzureView, id: string): boolean {
  const subscription = /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\//.exec(
    idKey(id),
  )?.[1];
  return subscription !== undefined && subscription !== azure.subscriptionId.toLowerCase();
}

/** Built-in definitions are there without anybody having made them. */
function isBuiltIn(id: string): boolean {
  return /\/(roleDefinitions|sqlRoleDefinitions|policyDefinitions|policySetDefinitions)\//i.test(id);
}

/** Parts of a resource have ids but are no resources of their own: a load balancer's frontend, a blob service. */
function isPartOf(azure: AzureView, id: string): boolean {
  if (codes.madeByAzure.includes(typeOfId(id))) return false;
  for (let at = id; at !== resourceGroupId(at) && isResourceId(at); at = parentId(at)) {
    if (azure.find(at)) return true;
    if (definitionOf.byArm(typeOfId(at)) !== undefined) return false;
  }
  return false;
}

/** What ARM and the network provider check before a deletion. */
export function commonDeleteRules(definition: TypeDefinition): ((request: DeleteRequest) => void)[] {
  return [nothingIsLocked, nothingHoldsIt, ...(definition.nestedHold ? [nothingIsNested] : [])];
}

const nothingHoldsIt = ({ azure, resource }: DeleteRequest): void => {
  for (const target of [resource, ...azure.below(resource.id)]) {
    const inUse = definitionOf.byArm(target.arm)?.inUse;
    if (!inUse) continue;
    const holder = azure
      .referring(target.id)
      .find((other) => !idKey(other.id).startsWith(`${idKey(resource.id)}/`));
    if (!holder) continue;
    throw new ArmError(
      inUse.code,
      inUse.status ?? 400,
      `'${target.id}' cannot be deleted because it is in use by '${holder.id}'. Remove that reference first.`,
    );
  }
};

const nothingIsNested = ({ azure, resource }: DeleteRequest): void => {
  const nested = azure.below(resource.id)[0];
  if (!nested) return;
  throw new ArmError(
    "CannotDeleteResource",
    409,
    `Can not delete resource before nested resources are deleted: '${nested.id}'.`,
  );
};
