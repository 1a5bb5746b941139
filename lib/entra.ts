import table from "./data/entraAddresses.json" with { type: "json" };

/** IPv4 ranges from which Microsoft Entra ID hands out tokens; source and date stand in data/entraAddresses.json. */
export const entraAddresses: readonly string[] = table.addresses;

/** The host names of the same. */
export const entraHosts: readonly string[] = table.hosts;
