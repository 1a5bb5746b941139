/**
 * Roles whose holders in the subscription can be told by e-mail.
 * Source: iann0036/iam-dataset 2073fa52 azure/built-in-roles-raw.json of 2026-08-22; which roles an action group takes:
 * azure-monitor-docs alerts/action-groups.md, "Email Azure Resource Manager role".
 */
export const alertRoles = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "Monitoring Contributor": "749f88d5-cbae-40b8-bcfc-e573ddc772fa",
  "Monitoring Reader": "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
} as const;

export type AlertRole = keyof typeof alertRoles;

/** Receivers that one action group takes of each kind, and characters of an address. Source: azure-monitor-limits-action-groups.md, ms.date 2023-04-25. */
export const receiverLimits = {
  email: 1000,
  webhook: 10,
  armRole: 10,
  appPush: 10,
  emailLength: 64,
} as const;

/** Who is told about alerts. */
export interface AlertReceivers {
  readonly emails: readonly string[];
  readonly roles: readonly AlertRole[];
  /** Users of the Azure mobile app, by their sign-in address. */
  readonly appUsers: readonly string[];
  readonly webhooks: readonly {
    readonly name: string;
    readonly uri: string;
    /** The application in Entra ID that calls must be signed for. */
    readonly entra?: { readonly objectId: string; readonly identifierUri: string } | undefined;
  }[];
}

/** Whether anybody at all would be told. */
export function tellsSomebody({ emails, roles, appUsers, webhooks }: AlertReceivers): boolean {
  return emails.length + roles.length + appUsers.length + webhooks.length > 0;
}
