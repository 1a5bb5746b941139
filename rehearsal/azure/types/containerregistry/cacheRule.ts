import { ArmError } from "../../errors.ts";
import { idKey, parentId, typeOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/** "Artifact cache": rules in a registry, and upstreams that are supported. */
const mostRules = 1000;
const upstreams = [
  "docker.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
  "quay.io",
  "ghcr.io",
  "registry.k8s.io",
  "gcr.io",
  "nvcr.io",
  "cgr.dev",
];

function refuse(code: string, message: string, status = 400): never {
  throw new ArmError(code, status, message);
}

const upstreamIsSupported: Rule = ({ inputs, name }) => {
  const host = (textAt(inputs, "sourceRepository") ?? "").split("/")[0] ?? "";
  const known = upstreams.includes(host) || /(-docker\.pkg\.dev|\.azurecr\.io)$/.test(host);
  if (!known)
    refuse("InvalidSourceRepository", `Cache rule '${name}': the upstream '${host}' is not supported.`);
};

const repositoriesAreSound: Rule = ({ inputs, name }) => {
  const source = textAt(inputs, "sourceRepository") ?? "";
  const target = textAt(inputs, "targetRepository") ?? "";
  const wrong = [source, target].find((text) => !/^[a-z0-9][a-z0-9._/-]*(\*)?$/.test(text));
  if (wrong !== undefined)
    refuse(
      "InvalidRepository",
      `Cache rule '${name}': '${wrong}' is no repository; a tag or digest is no part of it.`,
    );
  if (source.endsWith("*") !== target.endsWith("*"))
    refuse(
      "InvalidRepository",
      `Cache rule '${name}': a wildcard stands in the source and in the target, or in neither.`,
    );
};

const targetIsFree: Rule = ({ azure, id, arm, inputs, name }) => {
  const rules = azure
    .below(parentId(id))
    .filter((other) => other.arm === arm && idKey(other.id) !== idKey(id));
  if (rules.length >= mostRules)
    refuse(
      "CacheRuleLimitReached",
      `Cache rule '${name}': the registry has ${rules.length} cache rules already.`,
    );
  const target = textAt(inputs, "targetRepository") ?? "";
  const twin = rules.find((other) => overlap(textAt(other.inputs, "targetRepository") ?? "", target));
  if (twin)
    refuse(
      "CacheRuleAlreadyExists",
      `Cache rule '${name}': the target '${target}' is that of rule '${twin.name}'.`,
      409,
    );
};

/** A wildcard covers everything that begins like it. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const covers = (rule: string, text: string) => rule.endsWith("*") && text.startsWith(rule.slice(0, -1));
  return a === b || covers(a, b) || covers(b, a);
}

const credentialsFit: Rule = ({ azure, id, inputs, name }) => {
  const setId = textAt(inputs, "credentialSetResourceId");
  if (setId === undefined) return;
  const set = azure.find(setId);
  if (idKey(parentId(setId)) !== idKey(parentId(id)))
    refuse(
      "InvalidCredentialSet",
      `Cache rule '${name}': '${setId}' is a credential set of another registry.`,
    );
  const host = (textAt(inputs, "sourceRepository") ?? "").split("/")[0];
  const login = textAt(set?.inputs, "loginServer");
  if (login !== host)
    refuse(
      "InvalidCredentialSet",
      `Cache rule '${name}' fetches from '${host}', and its credential set is for '${login}'.`,
    );
};

export const cacheRule = define("azure-native:containerregistry:CacheRule", {
  location: "none",
  required: ["sourceRepository", "targetRepository"],
  createOnly: ["sourceRepository", "targetRepository"],
  rules: [upstreamIsSupported, repositoriesAreSound, targetIsFree, credentialsFit],
  outputs: ({ id }) => ({ id }),
});

const secretsAreNamed: Rule = ({ inputs, name }) => {
  const credentials = objectsAt(inputs, "authCredentials[]");
  if (credentials.length !== 1)
    refuse(
      "InvalidCredentialSet",
      `Credential set '${name}' has ${credentials.length} credentials; it takes one.`,
    );
  for (const credential of credentials) {
    for (const key of ["usernameSecretIdentifier", "passwordSecretIdentifier"]) {
      const secret = textAt(credential, key) ?? "";
      if (/^https:\/\/[^/]+\.vault\.azure\.net\/secrets\/[0-9A-Za-z-]+(\/[0-9a-f]+)?$/.test(secret)) continue;
      refuse(
        "InvalidCredentialSet",
        `Credential set '${name}': ${key} '${secret}' is no id of a Key Vault secret.`,
      );
    }
  }
};

const hasAnIdentity: Rule = ({ inputs, name }) => {
  if ((textAt(inputs, "identity.type") ?? "").includes("SystemAssigned")) return;
  refuse(
    "InvalidCredentialSet",
    `Credential set '${name}' needs a system-assigned identity to read its secrets.`,
  );
};

export const credentialSet = define("azure-native:containerregistry:CredentialSet", {
  location: "none",
  required: ["loginServer", "authCredentials"],
  createOnly: ["loginServer"],
  rules: [secretsAreNamed, hasAnIdentity],
  deleteRules: [
    ({ azure, resource }) => {
      const rule = azure
        .referring(resource.id)
        .find((other) => typeOfId(other.id) === "Microsoft.ContainerRegistry/registries/cacheRules");
      if (rule)
        refuse(
          "CredentialSetInUse",
          `Credential set '${resource.name}' is used by cache rule '${rule.name}'.`,
          409,
        );
    },
  ],
  outputs: ({ id, azure, inputs }) => ({
    id,
    identity: {
      ...(inputs["identity"] as object),
      principalId: azure.guid(`${id}/principal`),
      tenantId: azure.tenantId,
    },
  }),
});
