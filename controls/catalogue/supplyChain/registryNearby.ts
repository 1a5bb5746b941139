import { platformControl } from "../../define.ts";
import { at, every, quote } from "../../read.ts";

/** "East US" and "eastus" are one region. */
const region = (location: unknown): string => String(location).toLowerCase().replaceAll(" ", "");

/** A stamp pulls from its own region. */
export const registryNearby = platformControl({
  id: "supply-chain-registry-nearby",
  title: "The registry has a copy in every region that has a cluster.",
  why: "When the registry's region is away, clusters elsewhere could not start a pod.",
  remedy: "Add a Replication in the cluster's region.",
  severity: "medium",
  references: {
    mcsb: [],
    threats: ["D-3"],
    pages: ["learn.microsoft.com/azure/container-registry/container-registry-geo-replication"],
  },
  types: ["containerregistry:Registry", "containerregistry:Replication", "containerservice:ManagedCluster"],
  check: (whole, refuse) => {
    if (whole.ofType("containerregistry:Registry").length === 0) return;
    const copies = (): readonly string[] =>
      whole
        .ofType("containerregistry:Registry", "containerregistry:Replication")
        .map(({ props }) => region(at(props, "location")));
    every(
      ...whole.ofType("containerservice:ManagedCluster").map((cluster) => () => {
        const location = at(cluster.props, "location");
        if (!copies().includes(region(location)))
          refuse(cluster, `The registry has no copy in ${quote(location)}. Add a Replication there.`);
      }),
    );
  },
  accepts: [
    [
      { type: "containerregistry:Registry", props: { location: "East US" } },
      { type: "containerregistry:Replication", props: { location: "westeurope" } },
      { type: "containerservice:ManagedCluster", props: { location: "eastus" } },
      { type: "containerservice:ManagedCluster", props: { location: "westeurope" } },
    ],
    [{ type: "containerservice:ManagedCluster", props: { location: "eastus" } }],
  ],
  refuses: [
    [
      { type: "containerregistry:Registry", props: { location: "eastus" } },
      { type: "containerservice:ManagedCluster", props: { location: "westeurope" } },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("containerregistry:Registry").props["location"] = "centralus";
    },
  },
});
