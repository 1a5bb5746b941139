import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** People come and go; groups are reviewed. */
export const noSinglePeople = resourceControl({
  id: "identity-no-single-people",
  title: "Roles go to identities and groups, never to single people.",
  why: "A person's own right stays when the person changes jobs, and is always on.",
  remedy: "Set principalType to 'ServicePrincipal' or 'Group', and make people members for a time.",
  severity: "medium",
  references: { mcsb: ["PA-2", "PA-3"], threats: ["S-1", "E-2"] },
  types: ["authorization:RoleAssignment"],
  check: ({ props }, refuse) => {
    const type = at(props, "principalType");
    // The SDK says User where nothing is said.
    if (type === undefined || isText(type, "User"))
      refuse("principalType is 'User' or not set. Set 'ServicePrincipal' or 'Group'.");
  },
  accepts: [
    [{ type: "authorization:RoleAssignment", props: { principalType: "ServicePrincipal" } }],
    [{ type: "authorization:RoleAssignment", props: { principalType: "Group" } }],
  ],
  refuses: [
    [{ type: "authorization:RoleAssignment", props: { principalType: "User" } }],
    [{ type: "authorization:RoleAssignment", props: {} }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("authorization:RoleAssignment").props["principalType"] = "User";
    },
  },
});
