import { privateEndpointAddresses, type PrivateLinkTarget } from "../privateLink.ts";

/** What an operations network reaches of the global layer. */
const globalEndpoints = {
  registry: "registry",
  keyVault: "keyVault",
  /** The sorry page and the images, which agents upload. */
  storage: "blob",
} as const satisfies Readonly<Record<string, PrivateLinkTarget>>;

export type GlobalEndpoint = keyof typeof globalEndpoints;

/** What has a zone of the same name for every region. */
export const opsZoneTargets = ["registry", "keyVault", "blob", "table"] as const;

export type OpsZoneTarget = (typeof opsZoneTargets)[number];

/** What operators and agents reach of a stamp. The stamp makes these endpoints, and they go with it. */
const stampEndpoints = {
  apiServer: "aks",
  keyVault: "keyVault",
  /** The vault of the gateway's certificate, into which somebody has to bring one. */
  certificates: "keyVault",
  /** The website, which agents upload. */
  websiteBlob: "blob",
  /** The object that keeps the stamp in rotation. */
  dataBlob: "blob",
  /** Messages that could not be worked off. */
  dataTable: "table",
} as const satisfies Readonly<Record<string, PrivateLinkTarget>>;

export type OpsStampEndpoint = keyof typeof stampEndpoints;

type Pairs<Purpose, Target> = readonly (readonly [purpose: Purpose, target: Target])[];

/** The private endpoints that an operations network has by itself. */
export const opsGlobalEndpoints = Object.entries(globalEndpoints) as unknown as Pairs<
  GlobalEndpoint,
  OpsZoneTarget
>;

/**
 * The endpoints of one stamp in an operations network.
 *
 * @param apiServer how the cluster's API server is reached. Only by private link can other networks have an endpoint to
 *   it: with API server integration its address is in the stamp's own network (azure-aks-docs
 *   api-server-vnet-integration.md), and a public one needs none.
 */
export function opsStampEndpoints(apiServer: string): Pairs<OpsStampEndpoint, OpsZoneTarget | "aks"> {
  return (Object.entries(stampEndpoints) as [OpsStampEndpoint, OpsZoneTarget | "aks"][]).filter(
    ([purpose]) => purpose !== "apiServer" || apiServer === "privateLink",
  );
}

/** Addresses that the endpoints of an operations network take. */
export function opsEndpointAddresses(stamps: number, registryRegions: number): number {
  const own = privateEndpointAddresses(registryRegions, [
    ...opsGlobalEndpoints.map(([, target]) => target),
    "blob",
  ]);
  const perStamp = privateEndpointAddresses(0, Object.values(stampEndpoints));
  return own + stamps * perStamp;
}
