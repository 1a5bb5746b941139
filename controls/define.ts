import type {
  Control,
  Parameters,
  Refuse,
  RefuseIn,
  Resource,
  ResourceControl,
  Values,
  Whole,
  WholeControl,
} from "./types.ts";

/** What every control may leave out. */
type Optional = "parameters" | "azurePolicy" | "enforcement";
type Common<P extends Parameters> = Omit<Control, "check" | "scope" | Optional> &
  Partial<Pick<Control, "azurePolicy" | "enforcement">> & { readonly parameters?: P };

type ResourceDefinition<P extends Parameters> = Common<P> & {
  readonly check: (resource: Resource, refuse: Refuse, values: Values<P>) => void;
};
type WholeDefinition<P extends Parameters> = Common<P> & {
  readonly check: (whole: Whole, refuse: RefuseIn, values: Values<P>) => void;
};

const defaults = { parameters: {}, azurePolicy: [], enforcement: "mandatory" } as const;

/** A control that looks at one resource at a time. Prefer it: it speaks before anything is created. */
export function resourceControl<const P extends Parameters = Record<never, never>>(
  definition: ResourceDefinition<P>,
): Control {
  return { ...defaults, ...definition, scope: "resource" } as unknown as ResourceControl;
}

/** A control that needs all resources of a stack. */
export function stackControl<const P extends Parameters = Record<never, never>>(
  definition: WholeDefinition<P>,
): Control {
  return { ...defaults, ...definition, scope: "stack" } as unknown as WholeControl;
}

/** A control that needs the resources of all stacks. */
export function platformControl<const P extends Parameters = Record<never, never>>(
  definition: WholeDefinition<P>,
): Control {
  return { ...defaults, ...definition, scope: "platform" } as unknown as WholeControl;
}
