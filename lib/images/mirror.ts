import type { MirroredChart, MirroredImage } from "./catalogue.ts";
import { lockedImage, type Digests } from "./lock.ts";

const importCommand = (registry: string, source: string, target: string): string =>
  `az acr import --name ${registry} --source ${source} --image ${target} --force`;

/** What the lock has recorded is fetched by its digest: publishers move tags, and every registry is to hold the same. */
function sourceOf(image: MirroredImage, digests: Digests): string {
  const { digest } = lockedImage(image, digests);
  return digest === "" ? `${image.source}:${image.tag}` : `${image.source}@${digest}`;
}

/** Commands that bring charts into a registry; a chart of a repository has no image to import, so it is pulled and pushed. */
function chartCommands(registry: string, chart: MirroredChart): string[] {
  const target = `${chart.repository}:${chart.version}`;
  if (chart.source.startsWith("oci://"))
    return [importCommand(registry, `${chart.source.replace("oci://", "")}:${chart.version}`, target)];
  const folder = chart.repository.split("/").slice(0, -1).join("/");
  return [
    `helm pull ${chart.name} --repo ${chart.source} --version ${chart.version} --destination "$work"`,
    `helm push "$work/${chart.name}-${chart.version}.tgz" "oci://$host/${folder}"`,
  ];
}

/**
 * A shell script that brings images and charts into the registry and writes `digests.txt` with what the registry then says of
 * the images.
 *
 * It runs where the registry can be reached, as somebody who may import and push: the pipeline, not a cluster. The registry fetches
 * the images itself; a private one needs its own trusted-service setting for that, see docs/images.md.
 *
 * @param registry the registry's name, without domain.
 * @param digests what is recorded already.
 */
export function mirrorScript(
  registry: string,
  images: readonly MirroredImage[],
  charts: readonly MirroredChart[],
  digests: Digests,
): string {
  return [
    "#!/bin/sh",
    "set -eu",
    'work="$(mktemp -d)"',
    "trap 'rm -rf \"$work\"' EXIT",
    `host="$(az acr show --name ${registry} --query loginServer --output tsv)"`,
    "",
    ...images.map((image) =>
      importCommand(registry, sourceOf(image, digests), `${image.repository}:${image.tag}`),
    ),
    "",
    `az acr login --name ${registry} --expose-token --output tsv --query accessToken |`,
    '  helm registry login "$host" --username 00000000-0000-0000-0000-000000000000 --password-stdin',
    ...charts.flatMap((chart) => chartCommands(registry, chart)),
    "",
    ": > digests.txt",
    ...images.map(
      ({ repository, tag }) =>
        `printf '%s %s\\n' ${repository}:${tag} "$(az acr manifest show-metadata ${repository}:${tag} --registry ${registry} --query digest --output tsv)" >> digests.txt`,
    ),
    "",
    "# Then: npx bulkhead images --lock digests.txt",
    "",
  ].join("\n");
}
