/** Between what controls say and the messages of Pulumi's Analyzer protocol (@pulumi/pulumi 3.270, proto/analyzer.proto). */
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Control, Enforcement, Properties } from "../../controls/types.ts";
import type { PackConfig, Shown, Verdict } from "./pack.ts";
import { configSchema } from "./settings.ts";

/** What a pack is called, and in which version. */
export interface PackName {
  readonly name: string;
  readonly version: string;
}

const levels: Readonly<Record<Enforcement, proto.EnforcementLevel>> = {
  advisory: proto.EnforcementLevel.ADVISORY,
  mandatory: proto.EnforcementLevel.MANDATORY,
  disabled: proto.EnforcementLevel.DISABLED,
};

const severities: Readonly<Record<Control["severity"], proto.PolicySeverity>> = {
  low: proto.PolicySeverity.POLICY_SEVERITY_LOW,
  medium: proto.PolicySeverity.POLICY_SEVERITY_MEDIUM,
  high: proto.PolicySeverity.POLICY_SEVERITY_HIGH,
  critical: proto.PolicySeverity.POLICY_SEVERITY_CRITICAL,
};

function struct(value: object): structPb.Struct {
  return structPb.Struct.fromJavaScript(value as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

/** What a pack says of itself, before it is configured. */
export function infoOf({ name, version }: PackName, controls: readonly Control[]): proto.AnalyzerInfo {
  return new proto.AnalyzerInfo()
    .setName(name)
    .setVersion(version)
    .setSupportsconfig(true)
    .setPoliciesList(controls.map(policyOf));
}

function policyOf(control: Control): proto.PolicyInfo {
  return new proto.PolicyInfo()
    .setName(control.id)
    .setDescription(control.title)
    .setEnforcementlevel(levels[control.enforcement])
    .setSeverity(severities[control.severity])
    .setPolicyType(
      control.scope === "stack" ? proto.PolicyType.POLICY_TYPE_STACK : proto.PolicyType.POLICY_TYPE_RESOURCE,
    )
    .setRemediationSteps(`${control.why} ${control.remedy}`)
    .setTagsList(control.references.mcsb.map((id) => `mcsb-v1:${id}`))
    .setConfigschema(new proto.PolicyConfigSchema().setProperties(struct(configSchema(control).properties)));
}

/**
 * A policy configuration, which Pulumi has completed with the defaults and checked against the schemas of {@link infoOf}.
 * The level "remediate" is one for policies that mend, which controls do not: it counts as mandatory, as in Pulumi's own SDK.
 */
export function configOf(request: proto.ConfigureAnalyzerRequest): PackConfig {
  const entries: [string, PackConfig[string]][] = [];
  request.getPolicyconfigMap().forEach((config, control) => {
    const wanted = config.getEnforcementlevel();
    const level = (Object.keys(levels) as Enforcement[]).find((name) => levels[name] === wanted);
    const properties = config.getProperties()?.toJavaScript() ?? {};
    entries.push([control, { level: level ?? "mandatory", properties }]);
  });
  return Object.fromEntries(entries);
}

/** Reads a message's properties when they are first asked for, and once. */
function properties(message: { getProperties: () => structPb.Struct | undefined }): () => Properties {
  let read: Properties | undefined;
  return () => (read ??= message.getProperties()?.toJavaScript() ?? {});
}

export function shownAlone(request: proto.AnalyzeRequest): Shown {
  const options = request.getOptions();
  return {
    urn: request.getUrn(),
    name: request.getName(),
    token: request.getType(),
    properties: properties(request),
    protect: options?.getProtect() ?? false,
    ignoreChanges: options?.getIgnorechangesList() ?? [],
    parent: options?.getParent() ?? "",
    dependencies: [],
  };
}

export function shownTogether(request: proto.AnalyzeStackRequest): Shown[] {
  return request.getResourcesList().map((resource) => ({
    urn: resource.getUrn(),
    name: resource.getName(),
    token: resource.getType(),
    properties: properties(resource),
    protect: resource.getOptions()?.getProtect() ?? false,
    ignoreChanges: resource.getOptions()?.getIgnorechangesList() ?? [],
    parent: resource.getParent(),
    dependencies: resource.getDependenciesList(),
  }));
}

export function answerOf(
  { name, version }: PackName,
  { diagnostics, notApplicable }: Verdict,
): proto.AnalyzeResponse {
  return new proto.AnalyzeResponse()
    .setDiagnosticsList(
      diagnostics.map(({ control, level, message, urn }) =>
        new proto.AnalyzeDiagnostic()
          .setPolicyname(control.id)
          .setPolicypackname(name)
          .setPolicypackversion(version)
          .setDescription(control.title)
          .setMessage(message)
          .setEnforcementlevel(levels[level])
          .setSeverity(severities[control.severity])
          .setUrn(urn ?? ""),
      ),
    )
    .setNotApplicableList(
      notApplicable.map(({ control, reason }) =>
        new proto.PolicyNotApplicable().setPolicyName(control).setReason(reason),
      ),
    );
}
