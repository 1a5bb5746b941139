import { resourceControl } from "../../define.ts";
import { at, fitsAny, quote } from "../../read.ts";

/** The root, a management group, or a subscription and nothing below it. */
const wide =
  /^\/?$|^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+\/?$|^\/subscriptions\/[^/]+\/?$/i;

/** Rights end where the work ends. */
export const narrowScope = resourceControl({
  id: "identity-narrow-scope",
  title: "Roles are assigned on what they are needed for, not on a whole subscription.",
  why: "A right on a subscription holds for everything that anybody puts there later.",
  remedy: "Set scope to the resource, or to its resource group.",
  severity: "high",
  references: { mcsb: ["PA-7"], threats: ["E-2", "E-3"] },
  types: ["authorization:RoleAssignment"],
  parameters: {
    deployers: {
      type: "list",
      description:
        "Names in Pulumi of assignments that need a subscription: to whoever deploys, and to identities that put right what Azure Policy finds.",
      default: ["*-deploys-*", "*-remediates-*"],
    },
  },
  check: ({ name, props }, refuse, { deployers }) => {
    if (fitsAny(name, deployers)) return;
    const scope = at(props, "scope");
    if (typeof scope !== "string" || wide.test(scope))
      refuse(`The scope ${quote(scope ?? "")} is too wide. Name the resource or its resource group.`);
  },
  accepts: [
    [
      {
        type: "authorization:RoleAssignment",
        props: { scope: "/subscriptions/1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv" },
      },
    ],
    [
      {
        type: "authorization:RoleAssignment",
        name: "agents-deploys-contributor",
        props: { scope: "/subscriptions/1" },
      },
    ],
  ],
  refuses: [
    [{ type: "authorization:RoleAssignment", props: { scope: "/subscriptions/1" } }],
    [{ type: "authorization:RoleAssignment", props: { scope: "/" } }],
    [
      {
        type: "authorization:RoleAssignment",
        props: { scope: "/providers/Microsoft.Management/managementGroups/root" },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("authorization:RoleAssignment").props["scope"] =
        "/subscriptions/5a9f4c1d-8b72-4e02-9d6b-3f1c0a7e2b58";
    },
  },
});
