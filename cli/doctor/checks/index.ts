/** Every check of the real Azure, each list in the order in which somebody would set things up. */
import type { Check } from "../world.ts";
import { clusterAccessCheck } from "./clusterAccess.ts";
import { namesCheck } from "./names.ts";
import { featuresCheck, privateLinkCheck, providersCheck, regionsCheck, typesCheck } from "./offers.ts";
import { backendCheck, engineCheck } from "./pulumi.ts";
import { quotasCheck } from "./quotas.ts";
import { rolesCheck } from "./roles.ts";
import { clockCheck, identityCheck, subscriptionCheck } from "./signIn.ts";
import { cosmosCheck, kubernetesCheck, sizesCheck } from "./sizes.ts";
import { toolsCheck } from "./tools.ts";

/** This machine and the Pulumi backend: they need no sign-in to Azure. */
export const machineChecks: readonly Check[] = [
  toolsCheck,
  engineCheck,
  clockCheck,
  backendCheck,
  clusterAccessCheck,
  privateLinkCheck,
];

/** Without these nothing else can be asked of Azure. */
export const entryChecks: readonly Check[] = [identityCheck, subscriptionCheck];

/** What the subscription has to have. */
export const subscriptionChecks: readonly Check[] = [
  rolesCheck,
  providersCheck,
  featuresCheck,
  regionsCheck,
  typesCheck,
  sizesCheck,
  quotasCheck,
  cosmosCheck,
  kubernetesCheck,
  namesCheck,
];
