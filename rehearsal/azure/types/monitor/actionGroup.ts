import { receiverLimits } from "../../../../lib/alerts/receivers.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";
import { badRequest, refuse } from "./common.ts";
import { ArmError } from "../../errors.ts";

/** Characters of the short name: ARM schema of 2023-01-01, "groupShortName". */
const longestShortName = 12;

const shortNameFits: Rule = ({ inputs, name }) => {
  const shortName = textAt(inputs, "groupShortName") ?? "";
  if (shortName.length >= 1 && shortName.length <= longestShortName) return;
  refuse(
    `The short name '${shortName}' of action group '${name}' has ${shortName.length} characters; 1 to ${longestShortName} are allowed.`,
  );
};

const limits: Readonly<Record<string, number>> = {
  emailReceivers: receiverLimits.email,
  webhookReceivers: receiverLimits.webhook,
  armRoleReceivers: receiverLimits.armRole,
  azureAppPushReceivers: receiverLimits.appPush,
};

const receiversFit: Rule = ({ inputs, name }) => {
  for (const [kind, limit] of Object.entries(limits)) {
    const count = objectsAt(inputs, `${kind}[]`).length;
    if (count > limit) refuse(`Action group '${name}' has ${count} ${kind}; ${limit} are allowed.`);
  }
};

const receiverNamesDiffer: Rule = ({ inputs, name }) => {
  const names = Object.keys(limits).flatMap((kind) =>
    objectsAt(inputs, `${kind}[]`).map((receiver) => (textAt(receiver, "name") ?? "").toLowerCase()),
  );
  const twice = names.find((receiver, index) => names.indexOf(receiver) !== index);
  if (twice !== undefined) refuse(`Two receivers of action group '${name}' are called '${twice}'.`);
};

const addressesFit: Rule = ({ inputs, name }) => {
  for (const receiver of objectsAt(inputs, "emailReceivers[]")) {
    const address = textAt(receiver, "emailAddress") ?? "";
    if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address) && address.length <= receiverLimits.emailLength) continue;
    throw new ArmError(
      badRequest,
      400,
      `'${address}' of action group '${name}' is not an e-mail address of at most ${receiverLimits.emailLength} characters.`,
    );
  }
};

const webhooksAreSigned: Rule = ({ inputs, name }) => {
  for (const receiver of objectsAt(inputs, "webhookReceivers[]")) {
    if (receiver["useAadAuth"] !== true) continue;
    const missing = ["objectId", "identifierUri", "tenantId"].filter(
      (key) => textAt(receiver, key) === undefined,
    );
    if (missing.length > 0) {
      refuse(
        `The webhook '${textAt(receiver, "name") ?? ""}' of '${name}' signs in with Entra ID and lacks ${missing.join(", ")}.`,
      );
    }
  }
};

export const actionGroup = define("azure-native:monitor:ActionGroup", {
  location: "global",
  required: ["groupShortName", "enabled"],
  rules: [shortNameFits, receiversFit, receiverNamesDiffer, addressesFit, webhooksAreSigned],
});
