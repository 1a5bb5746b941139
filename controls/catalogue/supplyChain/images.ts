import { at, list } from "../../read.ts";
import type { Properties, Resource } from "../../types.ts";

/** An image as a resource names it. */
export interface Image {
  /** Host of the registry; undefined when the name has none, which means Docker Hub. */
  readonly registry: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Types whose images {@link imagesOf} finds. */
export const imageTypes = [
  "kubernetes:helm.sh/v3:Release",
  "kubernetes:core/v1:Pod",
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:apps/v1:DaemonSet",
  "kubernetes:batch/v1:Job",
  "kubernetes:batch/v1:CronJob",
] as const;

/** Reads a name such as `registry.example/team/app:1.2@sha256:…`. */
export function parseImage(text: string): Image {
  const [name = "", digest] = text.split("@");
  const parts = name.split("/");
  const first = parts[0] ?? "";
  // As container runtimes tell a host from a folder: a host has a dot or a port, or is localhost.
  const hasHost = parts.length > 1 && (/[.:]/.test(first) || first === "localhost");
  const rest = hasHost ? parts.slice(1).join("/") : name;
  const [repository = "", tag] = rest.split(":");
  return { registry: hasHost ? first : undefined, repository, tag, digest };
}

const given = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Images in the values of a chart: objects with a repository and a tag or digest, and the registry that stands beside or above. */
function imagesInValues(value: unknown, above: string | undefined): readonly Image[] {
  if (typeof value !== "object" || value === null) return [];
  const node = value as Properties;
  const registry =
    given(at(node, "registry")) ??
    given(at(node, "imageRegistry")) ??
    given(at(node, "global", "imageRegistry")) ??
    above;
  const repository = given(at(node, "repository"));
  const own: Image[] = [];
  if (repository !== undefined && ("tag" in node || "digest" in node)) {
    const named = parseImage(repository);
    own.push({
      ...named,
      registry: named.registry ?? registry,
      tag: given(at(node, "tag")) ?? named.tag,
      digest: given(at(node, "digest")) ?? named.digest,
    });
  }
  return [...own, ...Object.keys(node).flatMap((key) => imagesInValues(node[key], registry))];
}

function podSpec({ type, props }: Resource): Properties {
  const path =
    type === "kubernetes:core/v1:Pod"
      ? ["spec"]
      : type === "kubernetes:batch/v1:CronJob"
        ? ["spec", "jobTemplate", "spec", "template", "spec"]
        : ["spec", "template", "spec"];
  return (at(props, ...path) ?? {}) as Properties;
}

/** Every image that a resource runs. Throws when one of them is not known yet. */
export function imagesOf(resource: Resource): readonly Image[] {
  if (resource.type === "kubernetes:helm.sh/v3:Release")
    return imagesInValues(at(resource.props, "values"), undefined);
  const spec = podSpec(resource);
  return ["initContainers", "containers"]
    .flatMap((kind) => list(at(spec, kind)))
    .map((container) => parseImage(String(at(container, "image"))));
}

/** The image's name for a message. */
export function imageName({ registry, repository, tag, digest }: Image): string {
  const version = digest === undefined ? (tag === undefined ? "" : `:${tag}`) : `@${digest}`;
  return `${registry === undefined ? "" : `${registry}/`}${repository}${version}`;
}
