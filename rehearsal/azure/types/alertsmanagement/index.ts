import { prometheusGroupLimits, seconds } from "../../../../lib/alerts/limits.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";
import { actionGroupsAt, isOfType, refuse } from "../monitor/common.ts";

const asksAWorkspace: Rule = ({ inputs, name, azure, location }) => {
  const workspace = textsAt(inputs, "scopes[]").find((id) => isOfType(id, "Microsoft.Monitor/accounts"));
  if (workspace === undefined)
    return refuse(`Rule group '${name}' has no Azure Monitor workspace among its scopes.`);
  const count = textsAt(inputs, "scopes[]").length;
  if (count > prometheusGroupLimits.scopes) {
    return refuse(`Rule group '${name}' has ${count} scopes; a workspace and one cluster are allowed.`);
  }
  const where = azure.find(workspace)?.location;
  if (where === undefined || where === location) return;
  refuse(
    `Rule group '${name}' is in ${String(location)}, its Azure Monitor workspace in ${where}; they must agree.`,
  );
};

const intervalFits: Rule = ({ inputs, name }) => {
  const interval = textAt(inputs, "interval");
  const { shortestSeconds, longestSeconds } = prometheusGroupLimits;
  if (interval === undefined) return;
  const length = seconds(interval);
  if (length < shortestSeconds || length > longestSeconds) {
    refuse(`Rule group '${name}' runs every ${interval}; PT1M to PT15M are allowed.`);
  }
};

const rulesAreSound: Rule = ({ inputs, name }) => {
  const rules = objectsAt(inputs, "rules[]");
  if (rules.length === 0 || rules.length > prometheusGroupLimits.rules) {
    refuse(
      `Rule group '${name}' has ${rules.length} rules; 1 to ${prometheusGroupLimits.rules} are allowed.`,
    );
  }
  for (const rule of rules) {
    const kinds = [textAt(rule, "alert"), textAt(rule, "record")].filter((kind) => kind !== undefined);
    if (kinds.length !== 1) refuse(`A rule of group '${name}' is either an alert or a recording.`);
    if ((textAt(rule, "expression") ?? "") === "")
      refuse(`The rule '${kinds[0] ?? ""}' of group '${name}' has no expression.`);
    const severity = rule["severity"];
    if (severity !== undefined && ![0, 1, 2, 3, 4].includes(Number(severity))) {
      refuse(`The rule '${kinds[0] ?? ""}' of group '${name}' has the severity ${JSON.stringify(severity)}.`);
    }
  }
};

const prometheusRuleGroup = define("azure-native:alertsmanagement:PrometheusRuleGroup", {
  location: "regional",
  required: ["rules", "scopes"],
  createOnly: ["scopes"],
  rules: [asksAWorkspace, intervalFits, rulesAreSound, actionGroupsAt("rules[].actions[].actionGroupId")],
});

export const definitions = [prometheusRuleGroup];
