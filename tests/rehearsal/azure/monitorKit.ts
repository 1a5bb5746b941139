import type { Properties } from "../../../lib/properties.ts";
import { newKit, type Kit } from "./kit.ts";

/** A subscription with what alerts need: a workspace, Application Insights, an action group. */
export interface MonitorKit extends Kit {
  readonly workspaceId: string;
  readonly insightsId: string;
  readonly actionGroupId: string;
}

export const goodActionGroup: Properties = {
  actionGroupName: "ag-test",
  location: "Global",
  groupShortName: "test",
  enabled: true,
  emailReceivers: [{ name: "on call", emailAddress: "oncall@example.com" }],
};

export async function newMonitorKit(): Promise<MonitorKit> {
  const kit = await newKit();
  const { id: workspaceId } = await kit.create("operationalinsights:Workspace", {
    workspaceName: "log-test",
    location: "eastus",
  });
  const { id: insightsId } = await kit.create("applicationinsights:Component", {
    resourceName: "appi-test",
    location: "eastus",
    kind: "web",
    applicationType: "web",
    workspaceResourceId: workspaceId,
  });
  const { id: actionGroupId } = await kit.create("monitor:ActionGroup", goodActionGroup);
  return { ...kit, workspaceId, insightsId, actionGroupId };
}
