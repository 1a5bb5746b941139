import { catalogue } from "./catalogue/index.ts";
import { threats, type Mitigation, type Threat, type ThreatKind } from "./threats.ts";

/** What STRIDE means by each kind. */
const kinds: readonly (readonly [kind: ThreatKind, about: string])[] = [
  ["Spoofing", "Somebody or something passes for another. Identity and authentication."],
  [
    "Tampering",
    "Something is changed that should not be. Integrity of data, of input, of code and of settings.",
  ],
  ["Repudiation", "Something was done and nobody can show by whom. Records, and their safety."],
  ["Information disclosure", "Somebody reads what is not his. Encryption, closed doors, ways out."],
  ["Denial of service", "Users are not answered. Floods, expensive requests, parts that are taken away."],
  ["Elevation of privilege", "Somebody may do what he should not. Remote code, authorization, isolation."],
];

const titles = new Map(catalogue.map(({ id, title }) => [id, title]));

function mitigationText({ what, controls, tests }: Mitigation): string {
  return [
    `- ${what}`,
    ...controls.map((id) => `  - [${id}](controls.md#${id}): ${titles.get(id) ?? ""}`),
    ...tests.map(({ file, name }) => `  - Test: [${file}](../${file}), "${name}"`),
  ].join("\n");
}

function threatText({ id, title, how, mitigations }: Threat): string {
  return [`### ${id}`, `**${title}** ${how}`, mitigations.map(mitigationText).join("\n")].join("\n\n");
}

function row({ id, title, mitigations }: Threat): string {
  const count = (many: readonly unknown[]): string => String(new Set(many).size);
  const controls = mitigations.flatMap((mitigation) => mitigation.controls);
  const tests = mitigations.flatMap((mitigation) => mitigation.tests.map(({ file }) => file));
  return `| [${id}](#${id.toLowerCase()}) | ${title} | ${count(controls)} | ${count(tests)} |`;
}

/** docs/threat-model.md, from controls/threats.ts. */
export function threatPage(): string {
  return `${[
    "# Threat model",
    "<!-- Written by `npm run derived` from controls/threats.ts. Do not edit. -->",
    `What somebody could do to the platform, after the six kinds of STRIDE, and what stands against it. Every mitigation names
[controls](controls.md) or tests that fail when it no longer holds: the controls are asked before every update, the tests
break our own stacks in the way that each control forbids. A threat without any fails a test itself.`,
    `Outside of this model: people with rights on the subscription who agree with each other, Microsoft, and the code of the
workload itself, which is in repositories of its own.`,
    [
      "| Threat | What happens | Controls | Test files |",
      "| --- | --- | --- | --- |",
      ...threats.map(row),
    ].join("\n"),
    ...kinds.flatMap(([kind, about]) => [
      `## ${kind}`,
      about,
      ...threats.filter((threat) => threat.kind === kind).map(threatText),
    ]),
  ].join("\n\n")}\n`;
}
