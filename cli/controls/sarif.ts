import type { Control } from "../../controls/types.ts";
import { stackFileName } from "../../config/stackName.ts";
import type { ControlLine, ControlsReport } from "./report.ts";

/** Levels of SARIF 2.1.0 (OASIS standard, 3.27.10) for the enforcement of a control. */
const levels: Readonly<Record<ControlLine["enforcement"], "error" | "warning" | "none">> = {
  mandatory: "error",
  advisory: "warning",
  disabled: "none",
};

/** What GitHub's code scanning sorts by, 0.1 to 10 (docs.github.com, "SARIF support for code scanning", security-severity). */
const securitySeverity: Readonly<Record<Control["severity"], string>> = {
  low: "3.0",
  medium: "5.5",
  high: "8.0",
  critical: "9.5",
};

/**
 * A report as SARIF 2.1.0, for code scanning. A finding is located in the stack's file, whose program made the resource;
 * exempted findings are suppressed, with the exemption's words; those that cannot be known yet are open.
 */
export function sarifOf(report: ControlsReport, controls: readonly Control[], version: string): object {
  const files = report.stacks.map((stack) => stackFileName(stack));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "bulkhead controls",
            semanticVersion: version,
            rules: controls.map((control) => ruleOf(control, report)),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { description: { text: "The root of the repository." } } },
        results: report.controls.flatMap((line, ruleIndex) =>
          line.findings.map((finding) => ({
            ruleId: line.id,
            ruleIndex,
            kind: finding.outcome === "undecided" ? "open" : "fail",
            level: finding.outcome === "undecided" ? "none" : levels[line.enforcement],
            message: { text: finding.message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: {
                    uri:
                      finding.stack === undefined
                        ? (files[0] ?? "Pulumi.yaml")
                        : stackFileName(finding.stack),
                    uriBaseId: "SRCROOT",
                  },
                  region: { startLine: 1 },
                },
                ...(finding.urn === undefined
                  ? {}
                  : {
                      logicalLocations: [
                        { name: finding.resource, fullyQualifiedName: finding.urn, kind: "resource" },
                      ],
                    }),
              },
            ],
            partialFingerprints: { "bulkhead/v1": `${line.id}|${finding.urn ?? ""}` },
            ...(finding.outcome === "exempted"
              ? { suppressions: [{ kind: "external", status: "accepted", justification: finding.message }] }
              : {}),
          })),
        ),
      },
    ],
  };
}

function ruleOf(control: Control, report: ControlsReport): object {
  const enforcement = report.controls.find(({ id }) => id === control.id)?.enforcement ?? control.enforcement;
  return {
    id: control.id,
    shortDescription: { text: control.title },
    fullDescription: { text: control.why },
    help: { text: control.remedy },
    defaultConfiguration: { level: levels[enforcement], enabled: enforcement !== "disabled" },
    properties: {
      "security-severity": securitySeverity[control.severity],
      tags: ["security", ...control.references.mcsb.map((id) => `mcsb-v1/${id}`)],
    },
  };
}
