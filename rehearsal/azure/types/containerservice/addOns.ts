/** Add-ons: what each needs to exist, and which exclude one another. */
import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { flagAt, textAt } from "../../../../lib/properties.ts";

function refuse(message: string): never {
  throw new ArmError("InvalidParameter", 400, message);
}

export const addOnsFindWhatTheyNeed: Rule = ({ azure, inputs, name }) => {
  const isOn = (addOn: string): boolean => flagAt(inputs, `addonProfiles.${addOn}.enabled`) === true;
  const config = (addOn: string, key: string): string | undefined =>
    textAt(inputs, `addonProfiles.${addOn}.config.${key}`);
  const mustExist = (addOn: string, id: string | undefined, key: string): void => {
    if (id === undefined) refuse(`Cluster '${name}': the add-on ${addOn} needs ${key}.`);
    if (!azure.find(id))
      throw new ArmError(
        "ResourceNotFound",
        404,
        `Cluster '${name}': the add-on ${addOn} names '${id}', which does not exist.`,
      );
  };
  if (isOn("omsagent"))
    mustExist(
      "omsagent",
      config("omsagent", "logAnalyticsWorkspaceResourceID"),
      "logAnalyticsWorkspaceResourceID",
    );
  if (isOn("ingressApplicationGateway")) {
    const gateway = config("ingressApplicationGateway", "applicationGatewayId");
    if (gateway !== undefined) mustExist("ingressApplicationGateway", gateway, "applicationGatewayId");
    else if (config("ingressApplicationGateway", "subnetId") === undefined)
      refuse(
        `Cluster '${name}': the add-on ingressApplicationGateway needs applicationGatewayId or subnetId.`,
      );
  }
  if (flagAt(inputs, "securityProfile.defender.securityMonitoring.enabled") === true)
    mustExist(
      "defender",
      textAt(inputs, "securityProfile.defender.logAnalyticsWorkspaceResourceId"),
      "logAnalyticsWorkspaceResourceId",
    );
};
