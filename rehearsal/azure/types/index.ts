import type { TypeDefinition } from "../model.ts";
import { definitions as alertsmanagement } from "./alertsmanagement/index.ts";
import { definitions as authorization } from "./authorization/index.ts";
import { definitions as cdn } from "./cdn/index.ts";
import { definitions as compute } from "./compute/index.ts";
import { definitions as consumption } from "./consumption/index.ts";
import { definitions as containerregistry } from "./containerregistry/index.ts";
import { definitions as containerservice } from "./containerservice/index.ts";
import { definitions as devops } from "./devops/index.ts";
import { definitions as diagnostics } from "./diagnostics/index.ts";
import { definitions as documentdb } from "./documentdb/index.ts";
import { definitions as eventgrid } from "./eventgrid/index.ts";
import { definitions as eventhub } from "./eventhub/index.ts";
import { definitions as insights } from "./insights/index.ts";
import { definitions as keyvault } from "./keyvault/index.ts";
import { definitions as managedidentity } from "./managedidentity/index.ts";
import { definitions as monitor } from "./monitor/index.ts";
import { definitions as operationalinsights } from "./operationalinsights/index.ts";
import { definitions as policyinsights } from "./policyinsights/index.ts";
import { definitions as security } from "./security/index.ts";
import { definitions as storage } from "./storage/index.ts";
import { definitions as network } from "./network/index.ts";
import { definitions as resources } from "./resources.ts";

const all: readonly TypeDefinition[] = [
  ...resources,
  ...network,
  ...alertsmanagement,
  ...authorization,
  ...cdn,
  ...compute,
  ...consumption,
  ...containerregistry,
  ...containerservice,
  ...devops,
  ...diagnostics,
  ...documentdb,
  ...eventgrid,
  ...eventhub,
  ...insights,
  ...keyvault,
  ...managedidentity,
  ...monitor,
  ...operationalinsights,
  ...policyinsights,
  ...security,
  ...storage,
];
const byToken = new Map(all.map((definition) => [definition.token, definition]));
const byArm = new Map(all.map((definition) => [definition.info.arm.toLowerCase(), definition]));

/** A token that the local Azure has no knowledge of. Nothing is ever waved through. */
export class UnknownTypeError extends Error {}

/** azure-native tokens may carry an API version: `azure-native:network/v20240501:Subnet`. */
export function withoutVersion(token: string): string {
  return token.replace(/\/v\d{8}(preview)?:/, ":");
}

/**
 * What the local Azure knows of a type.
 *
 * @throws UnknownTypeError for a token that has no definition.
 */
export function definitionOf(token: string): TypeDefinition {
  const definition = byToken.get(withoutVersion(token));
  if (definition) return definition;
  throw new UnknownTypeError(
    `The local Azure does not know the resource type '${token}'. It knows ${byToken.size} types and lets no other pass: add one under rehearsal/azure/types.`,
  );
}

/** The definition of an ARM type, if there is one. */
definitionOf.byArm = (arm: string): TypeDefinition | undefined => byArm.get(arm.toLowerCase());
/** Every token that is known. */
definitionOf.tokens = (): string[] => [...byToken.keys()].sort();
