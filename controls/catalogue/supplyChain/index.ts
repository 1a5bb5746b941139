import type { Control } from "../../types.ts";
import { imagesOwnRegistry } from "./imagesOwnRegistry.ts";
import { imagesPinned } from "./imagesPinned.ts";
import { imagesScanned } from "./imagesScanned.ts";
import { registryDataEndpoint } from "./registryDataEndpoint.ts";
import { registryNearby } from "./registryNearby.ts";
import { registryNoAdmin } from "./registryNoAdmin.ts";
import { registryNoAnonymous } from "./registryNoAnonymous.ts";
import { registryNoBypass } from "./registryNoBypass.ts";
import { registryNoExport } from "./registryNoExport.ts";
import { registryNoTokens } from "./registryNoTokens.ts";
import { registryPremium } from "./registryPremium.ts";

export const supplyChainControls: readonly Control[] = [
  imagesOwnRegistry,
  imagesPinned,
  imagesScanned,
  registryPremium,
  registryNearby,
  registryNoAdmin,
  registryNoAnonymous,
  registryNoTokens,
  registryNoExport,
  registryNoBypass,
  registryDataEndpoint,
];
