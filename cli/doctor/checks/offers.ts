/** Registered providers and features, and what the subscription's regions offer. */
import { objectsAt, textAt, textsAt } from "../../../lib/properties.ts";
import { regions } from "../../../lib/regions.ts";
import { apiVersions } from "../apiVersions.ts";
import { doubtful, fine, wrong, type Finding } from "../finding.ts";
import type { Check, World } from "../world.ts";

/** The providers of the subscription, by name in lower case. */
async function providersOf({ arm, subscriptionId }: World): Promise<ReadonlyMap<string, unknown>> {
  const all = await arm.list(`/subscriptions/${subscriptionId}/providers`, apiVersions.providers);
  return new Map(all.map((provider) => [(textAt(provider, "namespace") ?? "").toLowerCase(), provider]));
}

export const providersCheck: Check = {
  id: "providers",
  title: "resource providers",
  look: async (world) => {
    const found = await providersOf(world);
    const findings = world.needs.providers.flatMap(({ namespace, reason }): Finding[] => {
      const state = textAt(found.get(namespace.toLowerCase()), "registrationState") ?? "NotRegistered";
      if (state === "Registered") return [];
      if (state === "Registering")
        return [
          doubtful(
            namespace,
            "Its registration is under way.",
            `Wait for it: \`az provider show --namespace ${namespace} --query registrationState\`.`,
          ),
        ];
      return [
        wrong(
          namespace,
          `It is not registered, and ${reason} needs it.`,
          `Run \`az provider register --namespace ${namespace} --wait\`.`,
        ),
      ];
    });
    if (findings.length > 0) return findings;
    return [fine("resource providers", `all ${world.needs.providers.length} are registered`)];
  },
};

export const featuresCheck: Check = {
  id: "features",
  title: "features",
  look: ({ arm, subscriptionId, needs }) =>
    Promise.all(
      needs.features.map(async ({ namespace, name, reason }) => {
        const answer = await arm.get(
          `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/${namespace}/features/${name}`,
          apiVersions.features,
        );
        const state = textAt(answer, "properties.state") ?? "NotRegistered";
        const subject = `${namespace}/${name}`;
        if (state === "Registered") return fine(subject, "registered");
        const wait = `\`az feature show --namespace ${namespace} --name ${name} --query properties.state\``;
        if (state === "Registering" || state === "Pending")
          return doubtful(subject, `Its registration is under way (${state}).`, `Wait for it: ${wait}.`);
        return wrong(
          subject,
          `It is not registered, and ${reason} needs it.`,
          `Run \`az feature register --namespace ${namespace} --name ${name}\`, wait until ${wait} says Registered, then \`az provider register --namespace ${namespace}\`.`,
        );
      }),
    ),
};

/** Locations in a provider's answer are display names: "East US". */
function compact(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

/** Where a type is offered; undefined where the answer does not say, as for types that are attached to others. */
function locationsOf(provider: unknown, armType: string): ReadonlySet<string> | undefined {
  const [, ...parts] = armType.toLowerCase().split("/");
  const wanted = [parts.join("/"), parts[0]];
  const types = objectsAt(provider, "resourceTypes[]");
  for (const name of wanted) {
    const type = types.find((each) => textAt(each, "resourceType")?.toLowerCase() === name);
    const places = textsAt(type, "locations[]")
      .map(compact)
      .filter((place) => place !== "global");
    if (places.length > 0) return new Set(places);
  }
  return undefined;
}

export const typesCheck: Check = {
  id: "types",
  title: "services in the regions",
  look: async (world) => {
    const found = await providersOf(world);
    const missing = new Map<string, string[]>();
    for (const { armType, location } of world.needs.types) {
      const namespace = (armType.split("/")[0] ?? "").toLowerCase();
      const places = locationsOf(found.get(namespace), armType);
      if (places === undefined || places.has(location)) continue;
      missing.set(location, [...(missing.get(location) ?? []), armType]);
    }
    if (missing.size === 0)
      return [fine("services", `all ${world.needs.types.length} pairs of service and region are offered`)];
    return [...missing].map(([location, types]) =>
      wrong(
        location,
        `Azure does not offer ${types.join(", ")} there.`,
        `Move the stack to another region: \`npx bulkhead region add REGION\`, then remove the file of ${location}.`,
      ),
    );
  },
};

/** The program spreads what it makes over three zones. */
const zonesWanted = 3;

export const regionsCheck: Check = {
  id: "regions",
  title: "regions and zones",
  look: async ({ arm, subscriptionId, needs }) => {
    const answer = await arm.list(`/subscriptions/${subscriptionId}/locations`, apiVersions.subscriptions);
    const offered = new Map(answer.map((place) => [textAt(place, "name") ?? "", place]));
    const wanted = [...new Set(needs.types.map(({ location }) => location))].sort();
    return wanted.map((location) => {
      const place = offered.get(location);
      const { displayName, restricted } = regions.get(location) ?? {
        displayName: location,
        restricted: false,
      };
      if (place === undefined)
        return wrong(
          location,
          `${displayName} is not open to this subscription${restricted ? ": Azure lets only selected customers in" : ""}.`,
          "Ask for access in the portal, Help + support, Service and subscription limits, or choose another region.",
        );
      const zones = objectsAt(place, "availabilityZoneMappings[]").length;
      if (zones < zonesWanted)
        return wrong(
          location,
          `${displayName} has ${zones} availability zones for this subscription, and ${zonesWanted} are used.`,
          "Choose a region with three zones.",
        );
      return fine(location, `open, ${zones} zones`);
    });
  },
};

/** Regions of a geography from which Front Door reaches private origins. */
function served(geography: string | undefined): string {
  const all = [...regions.values()].filter((region) => region.frontDoorPrivateLink && region.zones);
  const near = all.filter((region) => region.geography === geography);
  return (near.length > 0 ? near : all).map(({ location }) => location).join(", ");
}

export const privateLinkCheck: Check = {
  id: "private-link",
  title: "Front Door private link",
  look: ({ needs }) => {
    const stamps = [...new Set(needs.kubernetes.map(({ location }) => location))].sort();
    return Promise.resolve(
      stamps.map((location) => {
        const region = regions.get(location);
        if (region?.frontDoorPrivateLink ?? false)
          return fine(location, "Front Door reaches its origins from the region itself");
        return doubtful(
          location,
          `Front Door has no private link there: requests go by way of ${region?.frontDoorPrivateLinkNearest ?? "another region"}, and depend on it.`,
          `Measure the latency, or choose one that has: ${served(region?.geography)}.`,
        );
      }),
    );
  },
};
