import { z } from "zod";
import { workloadComponents, type ComponentId } from "../../../lib/workload/components.ts";
import { componentSizes } from "../../../lib/workload/sizes.ts";
import { wholeNumber } from "../../fields.ts";

const tag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "This is not an image tag.")
  .refine((text) => text !== "latest", {
    message: "'latest' names another image every time.",
    params: { remedy: "Name the version." },
  });

const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "This is not a digest: sha256: and 64 hexadecimal digits.");

const canary = z
  .strictObject({
    weight: wholeNumber(0, 100)
      .default(0)
      .meta({ description: "Share of the requests in percent that the second version gets; 0 is none." }),
    replicas: wholeNumber(2, 100).default(2).meta({
      description: "Pods of the second version; with one, its share goes unanswered while a node drains.",
    }),
    tag: tag.optional().meta({ description: "Tag of the second version's image." }),
    digest: digest.optional().meta({ description: "Digest of the second version's image." }),
  })
  .superRefine(({ weight, tag: itsTag, digest: itsDigest }, context) => {
    if (weight === 0 || itsTag !== undefined || itsDigest !== undefined) return;
    context.addIssue({
      code: "custom",
      path: ["weight"],
      message: "Nothing says which version gets the requests.",
      params: { remedy: "Add tag or digest." },
    });
  });

const component = (id: ComponentId) => {
  const size = componentSizes[id];
  return z
    .strictObject({
      tag: tag.default("0.1.0").meta({ description: "Tag of the image." }),
      digest: digest.optional().meta({
        description:
          "Digest of the image, which decides whatever the tag says. Without it the one that lib/images/images.lock.json has recorded for the tag.",
      }),
      minReplicas: wholeNumber(2, 200).default(size.minReplicas).meta({
        description: "Fewest pods. With one, either no node drains or nobody answers meanwhile.",
      }),
      maxReplicas: wholeNumber(2, 200).default(size.maxReplicas).meta({ description: "Most pods." }),
      canary: canary.prefault({}).meta({ description: "A second version for a share of the requests." }),
    })
    .superRefine(({ minReplicas, maxReplicas }, context) => {
      if (minReplicas <= maxReplicas) return;
      context.addIssue({
        code: "custom",
        path: ["minReplicas"],
        message: `minReplicas ${minReplicas} is above maxReplicas ${maxReplicas}.`,
        params: { remedy: "Lower minReplicas or raise maxReplicas." },
      });
    })
    .prefault({})
    .meta({ description: workloadComponents[id].title });
};

/** The service that the stamp runs. */
export const workload = z.strictObject({
  requireDigests: z.boolean().default(false).meta({
    description:
      "Refuse to deploy any image that no digest names: those of the components here, those of others in lib/images/images.lock.json.",
  }),
  networkPolicy: z
    .strictObject({
      external: z.enum(["addresses", "names"]).default("addresses").meta({
        description:
          "What the pods' network policies know of the outside. addresses: ranges, with plain policies. names: host names, with Cilium policies and Advanced Container Networking Services, billed per node.",
      }),
      ranges: z
        .array(
          z
            .cidrv4("This is not an IPv4 range such as 198.51.100.0/24.")
            .refine((range) => !range.endsWith("/0"), {
              message: "This is every address there is.",
              params: { remedy: "Name the ranges that are meant." },
            }),
        )
        .default([])
        .meta({
          description:
            "Ranges outside that the pods may reach by HTTPS on top of Microsoft Entra ID, with external: addresses. The firewall's rules stand besides.",
        }),
    })
    .prefault({})
    .meta({ description: "Who the pods may speak to." }),
  components: z
    .strictObject({
      "catalog-api": component("catalog-api"),
      "background-worker": component("background-worker"),
      "health-service": component("health-service"),
    })
    .prefault({})
    .meta({ description: "The parts of the service." }),
});
