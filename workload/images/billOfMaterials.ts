/** What an image is made of, in CycloneDX: the packages that npm names, and the image below them. */
import { z } from "zod";

/** As much as is read of what `npm sbom` writes; the rest is kept as it is. */
const npmDocument = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  metadata: z.looseObject({ component: z.looseObject({ "bom-ref": z.string() }) }),
  components: z.array(z.looseObject({ "bom-ref": z.string() })),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

/** `host/library/node@sha256:…` as a package URL (purl-spec, type "oci"). */
function packageUrl(reference: string): string {
  const [name = "", digest = ""] = reference.split("@");
  const last = name.split("/").at(-1) ?? "";
  return `pkg:oci/${last}@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(name)}`;
}

/**
 * @param npmText what `npm sbom` printed about the workload's package.
 * @param base the image that it is built on, by digest.
 * @returns the document of one image.
 * @throws Error when npm printed something else.
 */
export function billOfMaterials(
  npmText: string,
  image: { readonly repository: string; readonly tag: string; readonly base: string },
): string {
  const document = npmDocument.parse(JSON.parse(npmText));
  const root = document.metadata.component["bom-ref"];
  const name = image.repository;
  const ref = `${name}@${image.tag}`;
  const base = packageUrl(image.base);
  return `${JSON.stringify(
    {
      ...document,
      metadata: {
        ...document.metadata,
        component: { "bom-ref": ref, type: "container", name, version: image.tag },
      },
      components: [
        {
          "bom-ref": base,
          type: "container",
          name: image.base.split("@")[0],
          version: image.base.split("@")[1],
          purl: base,
        },
        ...document.components,
      ],
      dependencies: [
        { ref: base, dependsOn: [] },
        ...document.dependencies.map((entry) =>
          entry.ref === root ? { ref, dependsOn: [base, ...entry.dependsOn] } : entry,
        ),
      ],
    },
    undefined,
    2,
  )}\n`;
}
