import { z } from "zod";

const objectId = (whose: string) =>
  z
    .guid(`The object id of ${whose} is a GUID, not a name.`)
    .meta({ description: `Object id of ${whose} in Microsoft Entra ID.` });

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
  objectId: objectId("the group"),
  role: z.enum(["clusterAdmin", "admin", "writer", "reader"]).meta({
    description:
      "clusterAdmin: everything. admin: all of a namespace, its roles included. writer: workloads and secrets. reader: no secrets, no roles.",
  }),
  namespace: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "This is not the name of a Kubernetes namespace.")
    .optional()
    .meta({ description: "Limits the role to one namespace; left out, it holds in the whole cluster." }),
});

/** Who may do what in the cluster. There are no local accounts, so whoever is not here or in Azure's own roles is out. */
export const people = z.strictObject({
  groups: z
    .array(group)
    .default([])
    .superRefine((groups, context) => {
      groups.forEach((entry, index) => {
        const path = [index, "namespace"];
        if (entry.role === "clusterAdmin" && entry.namespace !== undefined)
          context.addIssue({
            code: "custom",
            path,
            message: "clusterAdmin holds in the whole cluster.",
            params: { remedy: "Remove namespace, or make the role admin." },
          });
        const same = groups.findIndex(
          (other) =>
            other.objectId.toLowerCase() === entry.objectId.toLowerCase() &&
            other.role === entry.role &&
            other.namespace === entry.namespace,
        );
        if (same === index) return;
        context.addIssue({
          code: "custom",
          path: [index],
          message: `This is the same group, role and namespace as people.groups[${same}].`,
          params: { remedy: "Remove one of them." },
        });
      });
    })
    .meta({ description: "Groups of Microsoft Entra ID and their Kubernetes roles." }),
  deployer: z
    .strictObject({
      objectId: objectId("the identity that deploys").optional(),
      type: z.enum(["ServicePrincipal", "User", "Group"]).default("ServicePrincipal").meta({
        description:
          "What the deploying identity is: a pipeline's is a ServicePrincipal, whoever runs `az login` a User. Azure refuses the wrong one.",
      }),
    })
    .prefault({})
    .meta({
      description:
        "Who installs the charts, as Azure Kubernetes Service RBAC Cluster Admin. Without objectId it is whoever runs the program.",
    }),
});
