import type { Control } from "../../types.ts";
import { cosmosRolesNarrow } from "./cosmosRolesNarrow.ts";
import { customRolesNarrow } from "./customRolesNarrow.ts";
import { federationExact } from "./federationExact.ts";
import { narrowScope } from "./narrowScope.ts";
import { noKeyReaders } from "./noKeyReaders.ts";
import { noOwner } from "./noOwner.ts";
import { noSinglePeople } from "./noSinglePeople.ts";

export const identityControls: readonly Control[] = [
  noOwner,
  noKeyReaders,
  narrowScope,
  noSinglePeople,
  customRolesNarrow,
  federationExact,
  cosmosRolesNarrow,
];
