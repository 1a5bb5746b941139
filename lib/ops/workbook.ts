import { logsItem, textItem, workbookOf, type WorkbookContent } from "../observability/workbook.ts";

export interface OpsWorkbookSource {
  /** Where the region records. */
  readonly workspaceId: string;
  /** Where the subscription's activity log goes. */
  readonly globalWorkspaceId: string;
  readonly addressSpace: string;
  /** Whether the network has a firewall whose log tells what was denied. */
  readonly firewall: boolean;
}

/** The dashboard of one operations network: who was on the jump boxes, what went out, what was refused. */
export function opsWorkbook(
  stack: string,
  { workspaceId, globalWorkspaceId, addressSpace, firewall }: OpsWorkbookSource,
): WorkbookContent {
  const source = { title: stack, workspaceId };
  const own = `ipv4_is_in_range(SourceIp, "${addressSpace}")`;
  const items = [
    textItem(
      "title",
      `# ${stack}\nPeople come in by Bastion, pipelines run on the agents, and both reach stamps by private endpoint.`,
    ),
    logsItem(
      "sessions",
      "Sessions through Bastion",
      source,
      "MicrosoftAzureBastionAuditLogs | project TimeGenerated, UserName, ClientIpAddress, TargetVMIPAddress, Protocol, Duration | sort by TimeGenerated desc",
      "table",
    ),
    ...(firewall
      ? [
          logsItem(
            "denied",
            "Hosts that the firewall denies",
            source,
            `AZFWApplicationRule | where Action == "Deny" and ${own} | summarize Requests = count(), Last = max(TimeGenerated) by Host = coalesce(Fqdn, TargetUrl), SourceIp | sort by Requests desc`,
            "table",
          ),
          logsItem(
            "allowed",
            "What people and pipelines reach outside",
            source,
            `AZFWApplicationRule | where Action == "Allow" and ${own} | summarize Requests = count() by Host = coalesce(Fqdn, TargetUrl), Rule | sort by Requests desc`,
            "table",
          ),
        ]
      : []),
    logsItem(
      "changes",
      "Changes to the platform, by who made them",
      { title: stack, workspaceId: globalWorkspaceId },
      'AzureActivity | where CategoryValue == "Administrative" and ActivityStatusValue == "Success" | summarize Changes = count() by Caller, bin(TimeGenerated, 1h)',
      "timechart",
    ),
  ];
  return workbookOf(items, workspaceId);
}
