import { policyDefinitions } from "../lib/policy/definitions.ts";
import { catalogue } from "./catalogue/index.ts";
import { privilegedRole } from "./data/privilegedRoles.ts";
import type { Control, Parameter } from "./types.ts";

const domains: readonly (readonly [prefix: string, title: string, about: string])[] = [
  ["network", "Network", "What may reach what, and which way traffic leaves."],
  ["cluster", "Cluster", "The Kubernetes service and its nodes."],
  ["data", "Data", "What holds data: who reaches it, how it is encrypted, how it survives."],
  ["edge", "Edge", "Front Door, its firewall and its origins."],
  ["supply-chain", "Supply chain", "Where what runs comes from."],
  ["identity", "Identity", "Who may do what."],
  ["operations", "Operations", "What somebody has to see, and what keeps order."],
];

const scopes: Readonly<Record<Control["scope"], string>> = {
  resource: "each resource, before it is created",
  stack: "all resources of a stack, at the end of a preview or update",
  platform: "all stacks together: by `bulkhead controls` and `bulkhead up`, not by the policy pack",
};

const cell = (text: string): string => text.replaceAll("|", "\\|");
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

function valueText(value: Parameter["default"]): string {
  if (typeof value !== "object") return `\`${JSON.stringify(value)}\``;
  return value.length === 0 ? "none" : value.map((entry) => `\`${entry}\``).join(", ");
}

function references({ references: { mcsb, threats = [], cisAks = [], pages = [] } }: Control): string {
  return [
    ...(mcsb.length === 0 ? [] : [`Microsoft cloud security benchmark v1: ${mcsb.join(", ")}`]),
    ...(threats.length === 0
      ? []
      : [`threats ${threats.map((id) => `[${id}](threat-model.md#${id.toLowerCase()})`).join(", ")}`]),
    ...(cisAks.length === 0 ? [] : [`CIS AKS benchmark: ${cisAks.join(", ")}`]),
    ...pages.map((page) => `<https://${page}>`),
  ].join("; ");
}

function section(control: Control): string {
  const parameters = Object.entries(control.parameters).map(
    ([name, { description, default: value }]) =>
      `- Parameter \`${name}\`: ${description} Default: ${valueText(value)}.`,
  );
  const policies = control.azurePolicy.map(({ definition, name, effect, parameters = {} }) => {
    const given = Object.entries(parameters).map(([key, value]) => `, \`${key}\` ${JSON.stringify(value)}`);
    const acts = policyDefinitions.get(definition)?.remediationRoleIds;
    const roles = acts?.map((id) => privilegedRole(id)?.name ?? id).join(" and ");
    const identity =
      roles === undefined ? "" : ` It changes resources in the name of an identity that needs ${roles}.`;
    return `- Azure Policy: ${name} (\`${definition}\`), effect ${effect}${given.join("")}.${identity}`;
  });
  return [
    `### ${control.id}`,
    `**${control.title}** ${control.why} ${control.remedy}`,
    [
      `- ${control.severity}, ${control.enforcement}; looks at ${scopes[control.scope]}.`,
      `- Reads ${control.types.map((type) => (type === "*" ? "every azure-native type" : `\`${type}\``)).join(", ")}.`,
      `- From: ${references(control)}.`,
      ...parameters,
      ...policies,
    ].join("\n"),
  ].join("\n\n");
}

/** docs/controls.md, from the catalogue. */
export function controlsPage(): string {
  const parts = domains.flatMap(([prefix, title, about]) => {
    const mine = catalogue.filter(({ id }) => id.startsWith(`${prefix}-`));
    if (mine.length === 0) return [];
    const rows = mine.map(({ id, severity, enforcement, references: { mcsb }, azurePolicy, title: what }) => [
      `[${id}](#${id})`,
      severity,
      enforcement,
      mcsb.join(", "),
      azurePolicy.length === 0 ? "" : "yes",
      what,
    ]);
    return [
      `## ${title}`,
      about,
      table(["Control", "Severity", "Level", "Benchmark", "Azure Policy", "What must be so"], rows),
      ...mine.map(section),
    ];
  });
  return `${[
    "# Controls",
    "<!-- Written by `npm run derived` from controls/catalogue/. Do not edit. -->",
    `What no stack may do, whatever its configuration says: ${catalogue.length} controls, each a file of \`controls/catalogue/\`. The same
file serves the policy pack (\`policy/\`, see its README), \`npx bulkhead controls\` and \`bulkhead up\`, which refuses violations
before it creates anything. It names the built-in definitions of Azure Policy that say the same, with effect and parameters:
the global stack assigns them ([global.md](global.md#azure-policy)), so that they hold for what others deploy too. For every control the tests hold a resource that it accepts and one that it
refuses, and break our own stacks in the way that it forbids: then it fires, and no other does.`,
    `A value that is not known in a preview never makes a control content: it says "cannot know yet" and is decided during the
update. Levels, parameters and exemptions are set in \`policy-config.json\`; [policy/README.md](../policy/README.md) says how.`,
    ...parts,
  ].join("\n\n")}\n`;
}
