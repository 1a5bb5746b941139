/** A shell script that prepares a subscription: what somebody with Owner runs once before the first deployment. */
import { UserError } from "../../config/userError.ts";
import { assignmentCondition, deployerRoles } from "../../lib/ops/deployerRoles.ts";
import { roles, roleTitles } from "../../lib/roles.ts";
import type { Needs } from "./needs.ts";

const objectIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws UserError for what is no object id. */
export function checkAssignee(text: string): string {
  if (objectIdPattern.test(text)) return text.toLowerCase();
  throw new UserError({
    key: "--assignee",
    problem: `'${text}' is no object id of Microsoft Entra ID.`,
    remedy:
      "Ask for it: `az ad signed-in-user show --query id`, or `az ad sp show --id APPLICATION --query id` for an application.",
  });
}

/**
 * @param assignee object id of whoever deploys; undefined leaves it to a variable of the script's reader.
 * @returns POSIX shell.
 */
export function preparation(needs: Needs, assignee: string | undefined): string {
  const registrations = needs.providers.map(
    ({ namespace }) => `az provider register --namespace ${namespace}`,
  );
  const features = needs.features.flatMap(({ namespace, name }) => [
    `az feature register --namespace ${namespace} --name ${name}`,
    `until [ "$(az feature show --namespace ${namespace} --name ${name} --query properties.state --output tsv)" = Registered ]; do sleep 15; done`,
    `az provider register --namespace ${namespace}`,
  ]);
  const assignments = deployerRoles.flatMap(({ role, limited, reason }) => [
    `# ${roleTitles[role]}: ${reason}`,
    `az role assignment create --assignee-object-id "$assignee" --assignee-principal-type "$kind" --role ${roles[role]} --scope "$scope"${limited ? ' --condition "$condition" --condition-version 2.0' : ""}`,
  ]);
  const waits = needs.providers.map(
    ({ namespace }) => `az provider register --namespace ${namespace} --wait`,
  );
  return [
    "#!/bin/sh",
    "# Prepares a subscription for Bulkhead. Whoever runs it needs Owner, or Contributor with User Access Administrator.",
    "# Running it again changes nothing.",
    "set -eu",
    "subscription=$(az account show --query id --output tsv)",
    "scope=/subscriptions/$subscription",
    assignee === undefined ? "assignee=${1:?give the object id of whoever deploys}" : `assignee=${assignee}`,
    "# User, Group or ServicePrincipal; managed identities are the latter.",
    `kind=\${${assignee === undefined ? 2 : 1}:-ServicePrincipal}`,
    "# Lets the assignee give and take the roles that the program assigns, and no others.",
    "condition=$(cat <<'CONDITION'",
    assignmentCondition(),
    "CONDITION",
    ")",
    "",
    ...registrations,
    ...features,
    "",
    ...assignments,
    "",
    "# Registering takes some minutes; deployments fail before it has ended.",
    ...waits,
    "",
  ].join("\n");
}
