import { at, every, isText, list, texts } from "../../read.ts";
import type { Properties, Resource } from "../../types.ts";

/** Calls back for a rule of its own, or for each rule inside a security group, with the name to show. */
export function everyRule(resource: Resource, check: (rule: Properties, label: string) => void): void {
  const rules =
    resource.type === "network:SecurityRule" ? [resource.props] : list(at(resource.props, "securityRules"));
  every(...rules.map((rule) => () => check(rule, labelOf(rule))));
}

function labelOf(rule: Properties): string {
  const name = at(rule, "securityRuleName") ?? at(rule, "name");
  return typeof name === "string" ? name : "(named by Pulumi)";
}

export function allows(rule: Properties, direction: "Inbound" | "Outbound"): boolean {
  return isText(at(rule, "access"), "Allow") && isText(at(rule, "direction"), direction);
}

/** One value and the plural beside it, as security rules spell both. */
export function bothOf(rule: Properties, one: string, many: string): readonly string[] {
  const single = at(rule, one);
  return [...(typeof single === "string" ? [single] : []), ...texts(at(rule, many))];
}

/** Whether a source or destination of a rule stands for everybody. */
export function isEverywhere(prefix: string): boolean {
  return ["*", "any", "internet", "0.0.0.0/0", "::/0", "0.0.0.0"].includes(prefix.toLowerCase());
}
