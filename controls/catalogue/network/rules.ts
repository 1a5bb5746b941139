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

/** Prefix lengths of the largest blocks that IANA hands out (www.iana.org/numbers). A shorter one is no network of anybody. */
const largestBlock = { v4: 8, v6: 12 };

/**
 * Whether a source or destination of a rule stands for everybody, or for so much that two such rules do: 0.0.0.0/1 and
 * 128.0.0.0/1.
 */
export function isEverywhere(prefix: string): boolean {
  if (["*", "any", "internet", "0.0.0.0"].includes(prefix.toLowerCase())) return true;
  const [, address = "", length = ""] = /^([\d.]+|[\da-f:]+)\/(\d+)$/i.exec(prefix) ?? [];
  return length !== "" && Number(length) < (address.includes(":") ? largestBlock.v6 : largestBlock.v4);
}

/** Whether a prefix of a rule is every address, those of the network itself included: what only a tag names leaves something out. */
export function isEveryAddress(prefix: string): boolean {
  return prefix === "*" || prefix === "0.0.0.0/0";
}

/** Whether a rule is for ports that may be open to everywhere, and for no other. */
export function isOpenOnPurpose(ports: readonly string[], openPorts: readonly string[]): boolean {
  return ports.length > 0 && ports.every((port) => openPorts.includes(port));
}

/** Whether a port range of a rule is every port; nothing listens on port 0. */
export function isEveryPort(range: string): boolean {
  return /^(\*|[01]-65535)$/.test(range);
}
