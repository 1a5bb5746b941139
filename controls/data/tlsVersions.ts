import type { AzureType } from "../azureType.ts";

/** A service that takes old versions of TLS unless an input says otherwise. */
export interface TlsVersion {
  readonly type: AzureType;
  readonly path: string;
  /** Values that mean TLS 1.2 or later, in the spelling of the service. */
  readonly values: readonly string[];
}

/** Paths and values as in @pulumi/azure-native 3.28.0 (read on 2026-11-21; a test compares the paths with the installed SDK). */
export const tlsVersions: readonly TlsVersion[] = [
  { type: "cosmosdb:DatabaseAccount", path: "minimalTlsVersion", values: ["Tls12"] },
  { type: "eventhub:Namespace", path: "minimumTlsVersion", values: ["1.2", "1.3"] },
  { type: "redis:Redis", path: "minimumTlsVersion", values: ["1.2"] },
  { type: "servicebus:Namespace", path: "minimumTlsVersion", values: ["1.2", "1.3"] },
  { type: "sql:Server", path: "minimalTlsVersion", values: ["1.2", "1.3"] },
  { type: "storage:StorageAccount", path: "minimumTlsVersion", values: ["TLS1_2", "TLS1_3"] },
];
