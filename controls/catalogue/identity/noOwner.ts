import { privilegedRole } from "../../data/privilegedRoles.ts";
import { resourceControl } from "../../define.ts";
import { at, fitsAny } from "../../read.ts";

/** Nobody holds everything. */
export const noOwner = resourceControl({
  id: "identity-no-owner",
  title: "No assignment grants everything, or lets its holder give himself any role.",
  why: "Whoever takes over such an identity owns the platform.",
  remedy: "Assign roles for what is done, or narrow the role with a condition.",
  severity: "critical",
  references: { mcsb: ["PA-1", "PA-7"], threats: ["S-1", "E-2"] },
  types: ["authorization:RoleAssignment"],
  parameters: {
    deployers: {
      type: "list",
      description: "Names in Pulumi of assignments to whoever deploys, who may hold Contributor.",
      default: ["*-deploys-*"],
    },
  },
  check: ({ name, props }, refuse, { deployers }) => {
    const role = privilegedRole(at(props, "roleDefinitionId"));
    if (role === undefined || role.grants === "keys") return;
    if (role.name === "Contributor" && fitsAny(name, deployers)) return;
    const condition = at(props, "condition");
    if (role.grants === "roles" && typeof condition === "string" && condition !== "") return;
    refuse(`The role ${role.name} grants too much. Assign roles for what is done, or add a condition.`);
  },
  accepts: [
    [
      {
        type: "authorization:RoleAssignment",
        props: { roleDefinitionId: "/x/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d" },
      },
    ],
    [
      {
        type: "authorization:RoleAssignment",
        props: {
          roleDefinitionId: "/x/roleDefinitions/f58310d9-a9f6-439a-9e8d-f62e7b41a168",
          condition: "@Request[...]",
        },
      },
    ],
    [
      {
        type: "authorization:RoleAssignment",
        name: "agents-deploys-contributor",
        props: { roleDefinitionId: "/x/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c" },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "authorization:RoleAssignment",
        props: { roleDefinitionId: "/x/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635" },
      },
    ],
    [
      {
        type: "authorization:RoleAssignment",
        props: { roleDefinitionId: "/x/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9" },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("authorization:RoleAssignment").props["roleDefinitionId"] =
        "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    },
  },
});
