import { findRegion } from "../../../../lib/regions.ts";
import { ArmError } from "../../errors.ts";
import type { Request, Rule } from "../../model.ts";
import { flagAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { immutabilityIsSound } from "./immutability.ts";

const standard = [
  "Standard_LRS",
  "Standard_ZRS",
  "Standard_GRS",
  "Standard_RAGRS",
  "Standard_GZRS",
  "Standard_RAGZRS",
];
const premium = ["Premium_LRS", "Premium_ZRS"];

/** "Storage account overview", types of storage accounts, and "SKU types" of the storage provider. */
const skusByKind: Readonly<Record<string, readonly string[]>> = {
  StorageV2: [...standard, "Premium_LRS"],
  Storage: ["Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_RAGRS", "Premium_LRS"],
  BlobStorage: ["Standard_LRS", "Standard_GRS", "Standard_RAGRS"],
  BlockBlobStorage: premium,
  FileStorage: [
    ...premium,
    "StandardV2_LRS",
    "StandardV2_ZRS",
    "StandardV2_GRS",
    "StandardV2_GZRS",
    "PremiumV2_LRS",
    "PremiumV2_ZRS",
  ],
};

function skuOf(inputs: Properties): string {
  return textAt(inputs, "sku.name") ?? "";
}

const isZonal = (sku: string) => /G?ZRS$/.test(sku);
const isGeoRedundant = (sku: string) => /_(RA)?GZ?RS$/.test(sku);

const skuFitsTheKind: Rule = ({ inputs, name }) => {
  const kind = textAt(inputs, "kind") ?? "";
  const offered = skusByKind[kind];
  if (!offered)
    throw new ArmError(
      "InvalidValuesForRequestParameters",
      400,
      `The kind '${kind}' of storage account '${name}' is not one of: ${Object.keys(skusByKind).join(", ")}.`,
    );
  if (offered.includes(skuOf(inputs))) return;
  throw new ArmError(
    "InvalidValuesForRequestParameters",
    400,
    `The SKU '${skuOf(inputs)}' of storage account '${name}' is not offered for the kind ${kind}, which takes ${offered.join(", ")}.`,
  );
};

const skuFitsTheRegion: Rule = ({ inputs, location, name }) => {
  const sku = skuOf(inputs);
  const region = findRegion(location ?? "");
  if (isZonal(sku) && region?.zones !== true) {
    throw new ArmError(
      "SkuNotAvailable",
      409,
      `The SKU '${sku}' of storage account '${name}' is not available in '${location}', which has no availability zones.`,
    );
  }
  if (isGeoRedundant(sku) && region?.pair === null) {
    throw new ArmError(
      "SkuNotAvailable",
      409,
      `The SKU '${sku}' of storage account '${name}' is not available in '${location}', which is paired with no other region.`,
    );
  }
};

/** redundancy-migration.md: to and from zones leads a conversion or a manual move, not a write. */
const zonesComeByConversion: Rule = ({ inputs, previous, name }) => {
  if (!previous || isZonal(skuOf(previous.inputs)) === isZonal(skuOf(inputs))) return;
  throw new ArmError(
    "AccountPropertyCannotBeUpdated",
    400,
    `Storage account '${name}' cannot be changed from ${skuOf(previous.inputs)} to ${skuOf(inputs)} by an update; it takes a conversion.`,
  );
};

const kindOnlyGoesUp: Rule = ({ inputs, previous, name }) => {
  const before = textAt(previous?.inputs, "kind");
  const after = textAt(inputs, "kind");
  if (
    before === undefined ||
    before === after ||
    (after === "StorageV2" && ["Storage", "BlobStorage"].includes(before))
  )
    return;
  throw new ArmError(
    "AccountPropertyCannotBeUpdated",
    400,
    `The kind of storage account '${name}' cannot be changed from ${before} to ${after}.`,
  );
};

/** Rules on ranges of private networks mean nothing to a public endpoint ("Configure Azure Storage firewalls"). */
const ipRulesArePublic: Rule = ({ inputs, name }) => {
  const rules = textsAt(inputs, "networkRuleSet.ipRules[].iPAddressOrRange");
  const bad = rules.find(
    (rule) =>
      !/^\d{1,3}(\.\d{1,3}){3}(\/([0-9]|[12][0-9]|30))?$/.test(rule) ||
      /^(10|127|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\./.test(rule),
  );
  if (bad === undefined) return;
  throw new ArmError(
    "InvalidValuesForRequestParameters",
    400,
    `The IP rule '${bad}' of storage account '${name}' is no public IPv4 address or range of /30 or larger.`,
  );
};

const tierAndProtocolFit: Rule = ({ inputs, name }) => {
  const kind = textAt(inputs, "kind");
  if (kind === "BlobStorage" && textAt(inputs, "accessTier") === undefined) {
    throw new ArmError(
      "InvalidValuesForRequestParameters",
      400,
      `Storage account '${name}' is of kind BlobStorage and needs an accessTier.`,
    );
  }
  if (flagAt(inputs, "isSftpEnabled") === true && flagAt(inputs, "isHnsEnabled") !== true) {
    throw new ArmError(
      "InvalidValuesForRequestParameters",
      400,
      `Storage account '${name}': SFTP needs a hierarchical namespace (isHnsEnabled).`,
    );
  }
};

/** Regions have a number of their own in the host of static websites: contoso.z13.web.core.windows.net. */
const websiteZones = 60;

function endpoints(name: string, suffix: string, zone: string, kind: string): Properties {
  const host = (service: string) => `https://${name}${suffix}.${service}.core.windows.net/`;
  const web = `https://${name}${suffix}.${zone}.web.core.windows.net/`;
  if (kind === "BlockBlobStorage") return { blob: host("blob"), dfs: host("dfs"), web };
  if (kind === "FileStorage") return { file: host("file") };
  return {
    blob: host("blob"),
    dfs: host("dfs"),
    file: host("file"),
    queue: host("queue"),
    table: host("table"),
    web,
  };
}

function outputs({ id, azure, inputs, location, name }: Request): Properties {
  const number = (Number.parseInt(azure.guid(`${location}/web`).slice(0, 4), 16) % websiteZones) + 1;
  const zone = `z${String(number).padStart(2, "0")}`;
  const sku = skuOf(inputs);
  const kind = textAt(inputs, "kind") ?? "";
  return {
    id,
    sku: { name: sku, tier: sku.startsWith("Premium") ? "Premium" : "Standard" },
    primaryLocation: location,
    statusOfPrimary: "available",
    primaryEndpoints: endpoints(name, "", zone, kind),
    ...(isGeoRedundant(sku)
      ? { secondaryLocation: findRegion(location ?? "")?.pair, statusOfSecondary: "available" }
      : {}),
    ...(sku.includes("_RA") ? { secondaryEndpoints: endpoints(name, "-secondary", zone, kind) } : {}),
  };
}

export const storageAccount = define("azure-native:storage:StorageAccount", {
  location: "regional",
  required: ["kind", "sku.name"],
  createOnly: [
    "isHnsEnabled",
    "dnsEndpointType",
    "enableNfsV3",
    "encryption.requireInfrastructureEncryption",
  ],
  rules: [
    oneOf(
      "publicNetworkAccess",
      ["Enabled", "Disabled", "SecuredByPerimeter"],
      "InvalidValuesForRequestParameters",
    ),
    oneOf("networkRuleSet.defaultAction", ["Allow", "Deny"], "InvalidValuesForRequestParameters"),
    oneOf("minimumTlsVersion", ["TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"], "InvalidValuesForRequestParameters"),
    oneOf("accessTier", ["Hot", "Cool", "Premium", "Cold"], "InvalidValuesForRequestParameters"),
    skuFitsTheKind,
    skuFitsTheRegion,
    zonesComeByConversion,
    kindOnlyGoesUp,
    ipRulesArePublic,
    tierAndProtocolFit,
    immutabilityIsSound,
  ],
  outputs,
});
