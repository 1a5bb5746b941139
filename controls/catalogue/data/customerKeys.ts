import { resourceControl } from "../../define.ts";
import { at, list, textsWithin } from "../../read.ts";
import type { Properties } from "../../types.ts";

/** Key identifiers that name one version of a key, as Azure writes them: <vault>/keys/<name>/<version>. */
const pinned = /\/keys\/[^/]+\/[^/]+\/?$/;

/** Where services name their keys, and where a version stands beside the name. */
const keys: Readonly<Record<string, (props: Properties) => readonly unknown[]>> = {
  "storage:StorageAccount": (props) => [at(props, "encryption", "keyVaultProperties")],
  "eventhub:Namespace": (props) => list(at(props, "encryption", "keyVaultProperties")),
  "containerregistry:Registry": (props) => [at(props, "encryption", "keyVaultProperties")],
  "cosmosdb:DatabaseAccount": (props) => [at(props, "keyVaultKeyUri")],
};

function isPinned(key: unknown): boolean {
  const version = typeof key === "object" && key !== null ? at(key as Properties, "keyVersion") : undefined;
  return (
    (typeof version === "string" && version !== "") || textsWithin(key).some((text) => pinned.test(text))
  );
}

/** Keys of one's own, where they are used, rotate by themselves. */
export const customerKeys = resourceControl({
  id: "data-customer-keys",
  title: "Keys of one's own, where data is encrypted with them, are named without a version.",
  why: "A service that names a version does not follow when the key is rotated, and stops when that version is disabled.",
  remedy: "Name the key without a version, so that the service takes the newest.",
  severity: "medium",
  references: { mcsb: ["DP-5", "DP-6"], threats: ["I-1", "D-3"] },
  types: Object.keys(keys),
  parameters: {
    required: {
      type: "switch",
      description:
        "Whether keys of one's own are required. Keys that Azure manages encrypt everything without any work, so that only a rule of law or contract is a reason.",
      default: false,
    },
  },
  check: ({ type, props }, refuse, { required }) => {
    const named = (keys[type]?.(props) ?? []).filter((key) => key !== undefined);
    if (required && named.length === 0)
      refuse("The data is encrypted with a key of Azure's. Name one of your own vault.");
    if (named.some(isPinned))
      refuse("The encryption key is named with a version and would not rotate. Leave the version out.");
  },
  accepts: [
    [{ type: "storage:StorageAccount", props: {} }],
    [
      {
        type: "storage:StorageAccount",
        props: { encryption: { keyVaultProperties: { keyName: "data", keyVaultUri: "https://kv.example" } } },
      },
    ],
    [{ type: "cosmosdb:DatabaseAccount", props: { keyVaultKeyUri: "https://kv.example/keys/data" } }],
  ],
  refuses: [
    [
      {
        type: "storage:StorageAccount",
        props: { encryption: { keyVaultProperties: { keyName: "data", keyVersion: "0123" } } },
      },
    ],
    [{ type: "cosmosdb:DatabaseAccount", props: { keyVaultKeyUri: "https://kv.example/keys/data/0123" } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("cosmosdb:DatabaseAccount").props["keyVaultKeyUri"] = "https://kv.example/keys/data/0123";
    },
  },
});
