/** A release among the others of its cluster: what they have left, what it needs of them, where its images come from. */
import { idKey } from "../ids.ts";
import type { AzureView, Resource } from "../model.ts";
import { textAt, type Properties } from "../../../lib/properties.ts";
import { admit, contentsOf, hasNamespace, imagesOf, together, type ClusterContents } from "./admission.ts";

/** ARM-like type under which the store keeps releases. */
export const releaseArm = "Helm/releases";

export interface ReleaseRequest {
  /** "namespace/name" */
  readonly id: string;
  /** Under which the store keeps the release, or will. */
  readonly storeId: string;
  readonly inputs: Properties;
  /** What helm made of the chart; undefined for charts that are not rendered here. */
  readonly objects: readonly Properties[] | undefined;
  /** Without helm nothing is known of what releases have left in the cluster, and nothing is refused because of it. */
  readonly helm: boolean;
}

/** What the other releases have left in a cluster. */
function contentsBefore(azure: AzureView, cluster: Resource, own: string): ClusterContents {
  const others = azure
    .ofType(releaseArm)
    .filter(({ id }) => idKey(id) !== idKey(own) && idKey(id).startsWith(idKey(`${cluster.id}/`)));
  return together(others.map(({ facts }) => facts["contents"] as ClusterContents));
}

/** Pods pull their images through the locked-down network, in which only registries with a private endpoint answer. */
function refuseForeignImages(azure: AzureView, release: string, objects: readonly Properties[]): void {
  const hosts = azure
    .ofType("Microsoft.ContainerRegistry/registries")
    .map((registry) => textAt(registry.outputs, "loginServer"));
  const hostOf = (image: string): string => image.split("/")[0] ?? "";
  const foreign = imagesOf(objects).find((image) => !hosts.includes(hostOf(image)));
  if (foreign === undefined) return;
  throw new Error(
    `release ${release}: timed out waiting for the condition: ImagePullBackOff: failed to pull image "${foreign}": nothing answers at ${hostOf(foreign)} from inside the locked-down network`,
  );
}

/**
 * Lets the cluster judge a release.
 *
 * @returns what the release leaves in the cluster, for those after it.
 * @throws Error in the cluster's words when it refuses the release.
 */
export function admitRelease(azure: AzureView, cluster: Resource, request: ReleaseRequest): ClusterContents {
  const { id, inputs, objects, helm } = request;
  const [namespace = "default"] = id.split("/");
  const before = contentsBefore(azure, cluster, request.storeId);
  const creates = inputs["createNamespace"] === true && before.namespaces[namespace] === undefined;
  const made: ClusterContents = { kinds: [], namespaces: creates ? { [namespace]: "privileged" } : {} };
  const there = together([made, before]);
  if (helm && !hasNamespace(there, namespace))
    throw new Error(`release ${id}: namespaces "${namespace}" not found`);
  if (objects !== undefined) {
    admit(id, objects, cluster, there);
    refuseForeignImages(azure, id, objects);
  }
  return together([made, contentsOf(objects, textAt(inputs, "chart") ?? "")]);
}
