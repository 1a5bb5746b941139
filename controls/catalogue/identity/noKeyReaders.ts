import { privilegedRole } from "../../data/privilegedRoles.ts";
import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Nobody may read keys that open data. */
export const noKeyReaders = resourceControl({
  id: "identity-no-key-readers",
  title: "No assignment lets its holder read account keys.",
  why: "A key opens everything in the account, whatever roles say about containers and tables.",
  remedy: "Assign a role of the data plane, such as Storage Blob Data Reader.",
  severity: "high",
  references: { mcsb: ["PA-7", "IM-8"], threats: ["S-1", "E-2"] },
  types: ["authorization:RoleAssignment"],
  check: ({ props }, refuse) => {
    const role = privilegedRole(at(props, "roleDefinitionId"));
    if (role?.grants === "keys")
      refuse(`The role ${role.name} reads account keys. Assign a role of the data plane.`);
  },
  accepts: [
    [
      {
        type: "authorization:RoleAssignment",
        props: { roleDefinitionId: "/x/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1" },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "authorization:RoleAssignment",
        props: { roleDefinitionId: "/x/roleDefinitions/17d1049b-9a84-46fb-8f53-869881c3d3ab" },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("authorization:RoleAssignment").props["roleDefinitionId"] =
        "/providers/Microsoft.Authorization/roleDefinitions/5bd9cd88-fe45-4216-938b-f97437e15450";
    },
  },
});
