import { resourceControl } from "../../define.ts";
import { at, every, list, texts } from "../../read.ts";

/** Actions with which a role could grow. */
const grows = /^(\*|microsoft\.authorization\/\*|microsoft\.authorization\/[^/]+\/(\*|write))$/i;
const wide = /^\/?$|^\/providers\/Microsoft\.Management\/managementGroups\//i;

/** Roles of our own grant what they say. */
export const customRolesNarrow = resourceControl({
  id: "identity-custom-roles-narrow",
  title: "Custom roles name their actions, and can be assigned in named subscriptions only.",
  why: "A role with * is Owner under another name.",
  remedy: "List the actions, and subscriptions in assignableScopes.",
  severity: "high",
  references: { mcsb: ["PA-7"], threats: ["E-2"] },
  types: ["authorization:RoleDefinition"],
  azurePolicy: [
    {
      definition: "a451c1ef-c6ca-483d-87ed-f49761e3ffb5",
      name: "Audit usage of custom RBAC roles",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) =>
    every(
      ...list(at(props, "permissions")).map((permission) => () => {
        const actions = [...texts(at(permission, "actions")), ...texts(at(permission, "dataActions"))];
        const found = actions.filter((action) => grows.test(action));
        if (found.length > 0) refuse(`The role grants ${found.join(", ")}. List what is needed.`);
      }),
      () => {
        if (texts(at(props, "assignableScopes")).some((scope) => wide.test(scope)))
          refuse("The role can be assigned in a whole management group. List subscriptions.");
      },
    ),
  accepts: [
    [
      {
        type: "authorization:RoleDefinition",
        props: {
          permissions: [{ actions: ["Microsoft.KeyVault/vaults/read"] }],
          assignableScopes: ["/subscriptions/1"],
        },
      },
    ],
  ],
  refuses: [
    [{ type: "authorization:RoleDefinition", props: { permissions: [{ actions: ["*"] }] } }],
    [
      {
        type: "authorization:RoleDefinition",
        props: { permissions: [{ actions: ["Microsoft.Authorization/roleAssignments/write"] }] },
      },
    ],
    [
      {
        type: "authorization:RoleDefinition",
        props: { assignableScopes: ["/providers/Microsoft.Management/managementGroups/root"] },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("authorization:RoleDefinition").props["permissions"] = [{ actions: ["*"] }];
    },
  },
});
