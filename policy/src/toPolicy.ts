import type {
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { checkResource, checkWhole, concerns, type Finding, type Settings } from "../../controls/evaluate.ts";
import { resourceOf, typeOf } from "../../controls/resource.ts";
import type { Control, Resource } from "../../controls/types.ts";
import { unknownMarks } from "../../controls/unknown.ts";
import { cannotKnow, unguarded } from "./pulumi.ts";
import { configSchema, settingsOf } from "./settings.ts";

type Inputs = Readonly<Record<string, unknown>>;

/**
 * Inputs of the resources that Pulumi has shown so far, by URN. Pulumi shows whole stacks with outputs, in which names and
 * shapes differ; controls read inputs.
 */
export type Seen = Map<string, Inputs>;

/**
 * A control in the form that Pulumi's policy engine takes; none for a control over several stacks, of which a pack sees
 * only one.
 */
export function toPolicies(
  controls: readonly Control[],
  now: () => Date = () => new Date(),
): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const seen: Seen = new Map();
  return controls.flatMap((control) => toPolicy(control, seen, now));
}

function toPolicy(
  control: Control,
  seen: Seen,
  now: () => Date,
): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const common = {
    name: control.id,
    description: control.title,
    severity: control.severity,
    enforcementLevel: control.enforcement,
    remediationSteps: `${control.why} ${control.remedy}`,
    tags: control.references.mcsb.map((id) => `mcsb-v1:${id}`),
    configSchema: configSchema(control),
  };
  const settings = (configured: Inputs): Settings => ({
    controls: { [control.id]: settingsOf(configured) },
    today: now().toISOString().slice(0, 10),
  });
  switch (control.scope) {
    case "resource":
      return [
        {
          ...common,
          validateResource: (args, report) => {
            const inputs = unguarded(args.props);
            seen.set(args.urn, inputs);
            // Most controls are about few types, and there are many resources.
            if (!concerns(control, typeOf(args.type))) return;
            const findings = checkResource(control, ofArgs(args, inputs), settings(args.getConfig()));
            tell(findings, report, args);
          },
        },
      ];
    case "stack":
      return [
        {
          ...common,
          validateStack: (args, report) => {
            const resources = args.resources
              .filter(({ type }) => concerns(control, typeOf(type)))
              .map((resource) => ofStack(resource, seen));
            tell(checkWhole(control, resources, settings(args.getConfig())), report, args);
          },
        },
      ];
    case "platform":
      return [];
  }
}

/** Hands findings to Pulumi. What is certain goes first, because saying that something cannot be known ends the check. */
function tell(
  findings: readonly Finding[],
  report: ReportViolation,
  { notApplicable }: { notApplicable: (reason: string) => never },
): void {
  const by = Map.groupBy(findings, ({ outcome }) => outcome);
  for (const { message, resource } of by.get("refused") ?? []) report(message, resource?.urn);
  for (const { message } of by.get("undecided") ?? []) throw cannotKnow(message);
  for (const { message } of by.get("exempted") ?? []) notApplicable(message);
}

function stackOf(urn: string): string {
  return urn.split("::")[0]?.split(":")[2] ?? "";
}

function ofArgs({ urn, name, type, opts }: ResourceValidationArgs, inputs: Inputs): Resource {
  return resourceOf({
    urn,
    name,
    stack: stackOf(urn),
    token: type,
    inputs,
    // Inputs come before the resource does.
    id: null,
    protect: opts.protect,
    ignoreChanges: opts.ignoreChanges,
    parent: opts.parent,
    dependencies: [],
  });
}

function ofStack(
  { urn, name, type, opts, props, parent, dependencies }: PolicyResource,
  seen: Seen,
): Resource {
  const outputs = unguarded(props);
  const id = outputs["id"];
  return resourceOf({
    urn,
    name,
    stack: stackOf(urn),
    token: type,
    inputs: seen.get(urn) ?? outputs,
    id: typeof id === "string" && !unknownMarks.has(id) ? id : null,
    protect: opts.protect,
    ignoreChanges: opts.ignoreChanges,
    parent: parent?.urn,
    dependencies: dependencies.map((dependency) => dependency.urn),
  });
}
