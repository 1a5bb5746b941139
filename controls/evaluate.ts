import { exemptionFor, type Exemption } from "./exemptions.ts";
import { unknownPath } from "./unknown.ts";
import type { Control, Enforcement, ParameterValues, Resource, Whole } from "./types.ts";

/** What a policy configuration says about one control. */
export interface ControlSettings {
  readonly enforcement?: Enforcement;
  /** Values of its parameters; what is missing has its default. */
  readonly values?: Readonly<Record<string, ParameterValues[keyof ParameterValues]>>;
  readonly exemptions?: readonly Exemption[];
}

export interface Settings {
  /** Per control id. */
  readonly controls: Readonly<Record<string, ControlSettings>>;
  /** The day that exemptions are held against, as `2026-11-21`. */
  readonly today: string;
}

export type Outcome = "refused" | "exempted" | "undecided";

/** Something other than contentment that a control has to say. */
export interface Finding {
  readonly control: string;
  readonly outcome: Outcome;
  /** Undefined when something is missing from the whole. */
  readonly resource: Resource | undefined;
  readonly message: string;
}

/** Whether a control reads resources of this type. */
export function concerns(control: Control, type: string): boolean {
  return control.types.includes(type) || (control.types.includes("*") && !/^[^:]+:[^:]*[:/]/.test(type));
}

/** Parameter values of a control: the configured ones over the defaults. */
export function valuesOf(control: Control, settings: ControlSettings | undefined): Record<string, never> {
  const defaults = Object.entries(control.parameters).map(([name, { default: value }]) => [name, value]);
  return { ...Object.fromEntries(defaults), ...settings?.values } as Record<string, never>;
}

/** All resources, for a control that needs many. */
export function wholeOf(resources: readonly Resource[]): Whole {
  const byType = Map.groupBy(resources, (resource) => resource.type);
  return { resources, ofType: (...types) => types.flatMap((type) => byType.get(type) ?? []) };
}

/** What one control says about one resource. */
export function checkResource(
  control: Extract<Control, { scope: "resource" }>,
  resource: Resource,
  { controls, today }: Settings,
): Finding[] {
  if (!concerns(control, resource.type)) return [];
  const settings = controls[control.id];
  const refused: string[] = [];
  const undecided = attempt(() =>
    control.check(resource, (message) => void refused.push(message), valuesOf(control, settings)),
  );
  return [
    ...refused.map((message) => judge(control, resource, message, settings, today)),
    ...(undecided === undefined ? [] : [cannotKnow(control, resource, undecided)]),
  ];
}

/** What one control says about many resources. */
export function checkWhole(
  control: Extract<Control, { scope: "stack" | "platform" }>,
  resources: readonly Resource[],
  { controls, today }: Settings,
): Finding[] {
  const read = resources.filter((resource) => concerns(control, resource.type));
  if (read.length === 0) return [];
  const settings = controls[control.id];
  const refused: [resource: Resource | undefined, message: string][] = [];
  const undecided = attempt(() =>
    control.check(
      wholeOf(read),
      (resource, message) => void refused.push([resource, message]),
      valuesOf(control, settings),
    ),
  );
  return [
    ...refused.map(([resource, message]) => judge(control, resource, message, settings, today)),
    ...(undecided === undefined ? [] : [cannotKnow(control, undefined, undecided)]),
  ];
}

export interface Evaluation {
  /** Controls that had at least one resource to look at. */
  readonly evaluated: readonly string[];
  readonly findings: readonly Finding[];
}

/** Holds resources of one or more stacks against controls. Platform controls see all of them, stack controls one stack. */
export function evaluate(
  controls: readonly Control[],
  resources: readonly Resource[],
  settings: Settings,
): Evaluation {
  const stacks = [...Map.groupBy(resources, (resource) => resource.stack).values()];
  const active = controls.filter(
    (control) =>
      settings.controls[control.id]?.enforcement !== "disabled" &&
      (settings.controls[control.id]?.enforcement !== undefined || control.enforcement !== "disabled"),
  );
  const findings = active.flatMap((control) => {
    switch (control.scope) {
      case "resource":
        return resources.flatMap((resource) => checkResource(control, resource, settings));
      case "stack":
        return stacks.flatMap((stack) => checkWhole(control, stack, settings));
      case "platform":
        return checkWhole(control, resources, settings);
    }
  });
  const types = new Set(resources.map((resource) => resource.type));
  const evaluated = active.filter((control) => [...types].some((type) => concerns(control, type)));
  return { evaluated: evaluated.map((control) => control.id), findings };
}

/** Runs a check; returns where it met an unknown value. */
function attempt(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    const path = unknownPath(error);
    if (path === undefined) throw error;
    return path;
  }
}

function judge(
  { id }: Control,
  resource: Resource | undefined,
  message: string,
  settings: ControlSettings | undefined,
  today: string,
): Finding {
  const exemption = exemptionFor(settings?.exemptions ?? [], resource, today);
  if (exemption === undefined) return { control: id, outcome: "refused", resource, message };
  const { outcome, note } = exemption;
  return { control: id, outcome, resource, message: `${message} ${note}` };
}

function cannotKnow({ id }: Control, resource: Resource | undefined, path: string): Finding {
  const message = `Cannot know yet: ${path} is known only during the update, which decides it.`;
  return { control: id, outcome: "undecided", resource, message };
}
