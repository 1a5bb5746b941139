/** What a change of regions does to stamps that are there already. Pure. */

/** Regions by service that has an address in every stamp for each of them. */
export interface ServiceRegions {
  readonly cosmos: readonly string[];
  readonly registry: readonly string[];
}

const services: readonly (readonly [keyof ServiceRegions, string])[] = [
  ["cosmos", "Cosmos DB"],
  ["registry", "registry"],
];

/**
 * Says that private endpoints of existing stacks change although their stacks do not: Azure gives them an address for each
 * region of their target, and a record beside it.
 *
 * @param deployed regions of the last deployment; undefined before the first one.
 * @param planned regions that the stack files ask for.
 * @param stamps names of the stamps that exist.
 * @param operations names of the operations networks that exist, which have an endpoint of the registry too.
 */
export function endpointNotes(
  deployed: ServiceRegions | undefined,
  planned: ServiceRegions,
  stamps: readonly string[],
  operations: readonly string[] = [],
): readonly string[] {
  if (deployed === undefined) return [];
  return services.flatMap(([service, title]) => {
    const having = service === "registry" ? [...operations, ...stamps] : stamps;
    if (having.length === 0) return [];
    const came = planned[service].filter((region) => !deployed[service].includes(region));
    const went = deployed[service].filter((region) => !planned[service].includes(region));
    return [
      ...(came.length === 0
        ? []
        : [
            `adding ${list(came)} gives the ${title} ${endpoints(having)} ${count(came.length)} more, with DNS records`,
          ]),
      ...(went.length === 0
        ? []
        : [
            `removing ${list(went)} takes ${count(went.length)} from the ${title} ${endpoints(having)}, with DNS records`,
          ]),
    ];
  });
}

function endpoints(stamps: readonly string[]): string {
  return stamps.length === 1 ? `endpoint of ${list(stamps)}` : `endpoints of ${list(stamps)}`;
}

function count(number: number): string {
  return number === 1 ? "one address" : `${number} addresses`;
}

function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
