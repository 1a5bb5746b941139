import { resourceControl } from "../../define.ts";
import { tlsVersions } from "../../data/tlsVersions.ts";
import { at, isText, quote } from "../../read.ts";

const rows = new Map<string, (typeof tlsVersions)[number]>(tlsVersions.map((row) => [row.type, row]));

/** Nothing speaks an old TLS. */
export const tlsVersion = resourceControl({
  id: "data-tls-version",
  title: "Services that hold data take TLS 1.2 or later.",
  why: "Older versions can be read or changed on the way by somebody in between.",
  remedy: "Set the service's minimum TLS version.",
  severity: "high",
  references: { mcsb: ["DP-3", "NS-8"], threats: ["I-1"] },
  types: tlsVersions.map(({ type }) => type),
  azurePolicy: [
    {
      definition: "fe83a0eb-a853-422d-aac2-1bffd182c5d0",
      name: "Storage accounts should have the specified minimum TLS version",
      effect: "Deny",
      parameters: { minimumTlsVersion: "TLS1_2" },
    },
  ],
  check: ({ type, props }, refuse) => {
    const row = rows.get(type);
    if (!row) return;
    const value = at(props, row.path);
    if (!row.values.some((allowed) => isText(value, allowed)))
      refuse(
        `${row.path} is ${value === undefined ? "not set" : quote(value)}: set ${row.values.map(quote).join(" or ")}.`,
      );
  },
  accepts: [
    [{ type: "storage:StorageAccount", props: { minimumTlsVersion: "TLS1_2" } }],
    [{ type: "eventhub:Namespace", props: { minimumTlsVersion: "1.3" } }],
  ],
  refuses: [
    [{ type: "storage:StorageAccount", props: { minimumTlsVersion: "TLS1_0" } }],
    [{ type: "cosmosdb:DatabaseAccount", props: {} }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("eventhub:Namespace").props["minimumTlsVersion"] = "1.0";
    },
  },
});
