import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { alertRoles, type AlertReceivers } from "../../lib/alerts/receivers.ts";

export interface AlertActionGroupArgs extends AlertReceivers {
  readonly actionGroupName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tenantId: string;
  /** At most 12 characters: it begins every text message. */
  readonly shortName: string;
  readonly tags: Record<string, string>;
}

/** Who is told when an alert fires. It is in no region: it works while one is down. */
export function alertActionGroup(
  name: string,
  args: AlertActionGroupArgs,
  opts?: pulumi.CustomResourceOptions,
): ActionGroup {
  const { emails, webhooks, roles, appUsers, tenantId } = args;
  // One form of message for all kinds of alerts, so that a receiver needs one parser.
  const useCommonAlertSchema = true;
  return new ActionGroup(
    name,
    {
      actionGroupName: args.actionGroupName,
      resourceGroupName: args.resourceGroupName,
      location: "Global",
      groupShortName: args.shortName,
      enabled: true,
      emailReceivers: emails.map((emailAddress) => ({
        name: `email ${emailAddress}`,
        emailAddress,
        useCommonAlertSchema,
      })),
      armRoleReceivers: roles.map((role) => ({
        name: `role ${role}`,
        roleId: alertRoles[role],
        useCommonAlertSchema,
      })),
      azureAppPushReceivers: appUsers.map((emailAddress) => ({ name: `app ${emailAddress}`, emailAddress })),
      webhookReceivers: webhooks.map(({ name: receiver, uri, entra }) => ({
        name: receiver,
        // Whoever knows the address can call it.
        serviceUri: pulumi.secret(uri),
        useCommonAlertSchema,
        ...(entra === undefined ? {} : { useAadAuth: true, tenantId, ...entra }),
      })),
      tags: args.tags,
    },
    opts,
  );
}
