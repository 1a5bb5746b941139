/** Objects of a chart that helm rendered, as nodes below their release. */
import type { GraphNode } from "../model.ts";
import { textAt, type Properties } from "../../lib/properties.ts";

/**
 * The nodes of a release's objects.
 *
 * @param release the node of the `kubernetes:helm.sh/v3:Release` that they come from.
 * @param objects what `helm template` printed, hooks included, parsed.
 */
export function readManifests(release: GraphNode, objects: readonly Properties[]): GraphNode[] {
  const usual = textAt(release.inputs, "namespace") ?? "default";
  return objects.flatMap((object) => {
    const kind = textAt(object, "kind");
    const version = textAt(object, "apiVersion");
    const name = textAt(object, "metadata.name");
    if (kind === undefined || version === undefined || name === undefined) return [];
    const namespace = textAt(object, "metadata.namespace") ?? usual;
    // Core objects have a version and no group: the kubernetes package calls the group "core".
    const type = `kubernetes:${version.includes("/") ? version : `core/${version}`}:${kind}`;
    return [
      {
        stack: release.stack,
        urn: `${release.urn}/${type}/${namespace}/${name}`,
        type,
        name,
        custom: true,
        armType: undefined,
        id: `${release.urn}/${type}/${namespace}/${name}`,
        inputs: { ...object, metadata: { ...(object["metadata"] as Properties), namespace } },
        outputs: {},
        parent: release.urn,
        dependencies: [release.urn],
        propertyDependencies: undefined,
      },
    ];
  });
}
