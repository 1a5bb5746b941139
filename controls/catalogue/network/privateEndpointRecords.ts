import { stackControl } from "../../define.ts";
import { at, every, refersToSomething, list } from "../../read.ts";

/** A private endpoint is found under the service's name. */
export const privateEndpointRecords = stackControl({
  id: "network-private-endpoint-records",
  title: "Every private endpoint has its records in a private DNS zone.",
  why: "Without them the service's name leads to its public address, which is closed: the workload fails, or somebody opens it.",
  remedy: "Add a PrivateDnsZoneGroup for the endpoint.",
  severity: "high",
  references: { mcsb: ["NS-2", "NS-10"], threats: ["S-2", "I-3"] },
  types: ["network:PrivateEndpoint", "network:PrivateDnsZoneGroup"],
  check: (whole, refuse) => {
    const groups = whole.ofType("network:PrivateDnsZoneGroup");
    every(
      ...whole.ofType("network:PrivateEndpoint").map((endpoint) => () => {
        const name = at(endpoint.props, "privateEndpointName");
        const mine = groups.filter(({ props }) => props["privateEndpointName"] === name);
        const zones = mine.flatMap(({ props }) => list(at(props, "privateDnsZoneConfigs")));
        if (!zones.some((zone) => refersToSomething({ id: zone["privateDnsZoneId"] })))
          refuse(
            endpoint,
            `The private endpoint ${endpoint.name} has no records. Add a PrivateDnsZoneGroup.`,
          );
      }),
    );
  },
  accepts: [
    [
      { type: "network:PrivateEndpoint", props: { privateEndpointName: "pep" } },
      {
        type: "network:PrivateDnsZoneGroup",
        props: { privateEndpointName: "pep", privateDnsZoneConfigs: [{ privateDnsZoneId: "/zone" }] },
      },
    ],
  ],
  refuses: [
    [{ type: "network:PrivateEndpoint", props: { privateEndpointName: "pep" } }],
    [
      { type: "network:PrivateEndpoint", props: { privateEndpointName: "pep" } },
      { type: "network:PrivateDnsZoneGroup", props: { privateEndpointName: "pep" } },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => whole.remove(whole.first("network:PrivateDnsZoneGroup")),
  },
});
