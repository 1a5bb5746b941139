import { z } from "zod";
import { wholeNumber } from "../../fields.ts";
import { vmSize as nodeSize } from "../stamp/pools.ts";

/** VM size of a machine of the operations network. */
export const vmSize = nodeSize.meta({
  description: "VM size of the machines; with x64 processors, Trusted Launch and encryption at host.",
  examples: ["Standard_D2ds_v5"],
});

const galleryImage =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/galleries\/[^/]+\/images\/[^/]+(\/versions\/[^/]+)?$/i;

/** An image with the tools in it. */
export const imageId = z
  .string()
  .regex(galleryImage, "This is not the id of an image in a compute gallery.")
  .optional()
  .meta({
    description:
      "Image of a compute gallery, generation 2 with Trusted Launch. Left out, Ubuntu 24.04 of the marketplace, which installs the tools at its first start.",
  });

const objectId = z
  .guid("The object id of a group is a GUID, not a name.")
  .meta({ description: "Object id of the group in Microsoft Entra ID." });

const group = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,39}$/,
      "A name is a lower-case letter and up to 39 lower-case letters, digits and hyphens.",
    )
    .meta({
      description: "What the group is called here; stands in the description of its role assignments.",
    }),
  objectId,
  role: z.enum(["admin", "user"]).default("user").meta({
    description: "admin may become root on a jump box, user may not.",
  }),
});

/** Jump boxes stay below the 27 addresses of their subnet. */
const mostJumpBoxes = 20;

/** Machines from which people work on the clusters. */
export const jumpBoxes = z.strictObject({
  count: wholeNumber(1, mostJumpBoxes).default(2).meta({
    description: "Jump boxes, spread over the zones.",
  }),
  vmSize: vmSize.default("Standard_D2ds_v5"),
  imageId,
  groups: z
    .array(group)
    .default([])
    .refine(
      (groups) => new Set(groups.map((entry) => entry.objectId.toLowerCase())).size === groups.length,
      "A group is listed twice.",
    )
    .meta({
      description:
        "Groups of Microsoft Entra ID that may sign in by SSH. Without any, only who holds a login role anyway gets in.",
    }),
});
