/** Values by key, of which nothing is known but what a check asks for. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * A resource as a control sees it, wherever it comes from: a policy run, a run of the program on mocks, or the state of a
 * stack. Controls read inputs, because only those have the same shape in all three.
 */
export interface Resource {
  readonly urn: string;
  /** Pulumi's name. */
  readonly name: string;
  /** The stack it belongs to, for example `stamp-eastus`. */
  readonly stack: string;
  /** For azure-native the type without package and API version: `network:Subnet`. For all others the whole token. */
  readonly type: string;
  /** Inputs. Reading one that is not known yet throws: the control is then undecided about this resource, never content with it. */
  readonly props: Properties;
  /** The ARM id. Reading it throws while it is not known; undefined where the source has none. */
  readonly id: string | undefined;
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** URN of the parent. */
  readonly parent: string | undefined;
  /** URNs of what it depends on. */
  readonly dependencies: readonly string[];
}

/** All resources that a control over a whole looks at: of one stack, or of all of them. */
export interface Whole {
  readonly resources: readonly Resource[];
  /** Resources of any of these types. */
  ofType(...types: readonly string[]): readonly Resource[];
}

export type Severity = "low" | "medium" | "high" | "critical";
export type Enforcement = "mandatory" | "advisory" | "disabled";

/** Types of a parameter's value, by the word that the declaration uses. */
export interface ParameterValues {
  readonly text: string;
  readonly number: number;
  readonly switch: boolean;
  readonly list: readonly string[];
}

/** Something that a policy configuration can set for a control. */
export type Parameter = {
  [K in keyof ParameterValues]: {
    readonly type: K;
    /** One sentence. Lists hold texts; matching of names and types is without regard to case unless this says otherwise. */
    readonly description: string;
    readonly default: ParameterValues[K];
  };
}[keyof ParameterValues];

export type Parameters = Readonly<Record<string, Parameter>>;
export type Values<P extends Parameters> = { readonly [K in keyof P]: ParameterValues[P[K]["type"]] };

/** Where a control comes from. */
export interface References {
  /** Controls of the Microsoft cloud security benchmark v1, for example `NS-2`. */
  readonly mcsb: readonly string[];
  /** Threats of `controls/threats.ts` that it stands against. */
  readonly threats?: readonly string[];
  /** Recommendations of the CIS Azure Kubernetes Service benchmark. */
  readonly cisAks?: readonly string[];
  /** Pages that say so, where none of the above does. */
  readonly pages?: readonly string[];
}

/** A built-in Azure Policy definition that holds the same in Azure, also against changes past Pulumi. */
export interface AzurePolicyUse {
  /** GUID of the built-in definition; a row of `lib/policy/data/definitions.json`. */
  readonly definition: string;
  /** Tells the uses of one control apart, in kebab case; needed where it has more than one. */
  readonly part?: string;
  /** Its display name; a test compares it with the row. */
  readonly name: string;
  /** One of the effects that the definition allows, spelt as it spells it. */
  readonly effect: string;
  readonly parameters?: Properties;
}

/** A resource of an example. URN, stack and the rest are made up where they are missing. */
export interface ExampleResource {
  readonly type: string;
  readonly props: Properties;
  /** Pulumi's name; default `example`, `example-2`, … */
  readonly name?: string;
  readonly stack?: string;
  readonly id?: string;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly dependencies?: readonly string[];
}

/** A resource of one of our stacks that a mutation may change. Props are a deep copy of the inputs. */
export interface MutableResource {
  readonly urn: string;
  readonly name: string;
  readonly stack: string;
  readonly type: string;
  props: Record<string, unknown>;
  id: string | undefined;
  protect: boolean;
  ignoreChanges: string[];
  readonly parent: string | undefined;
  dependencies: string[];
}

/** What a mutation works on: the resources of one of our stacks (for a platform control: of all stacks). */
export interface MutableWhole {
  /** All of a type that `where` accepts. Throws when there is none, so that a mutation cannot do nothing. */
  all(type: string, where?: (resource: MutableResource) => boolean): MutableResource[];
  /** The first of them. Throws when there is none. */
  first(type: string, where?: (resource: MutableResource) => boolean): MutableResource;
  add(resource: ExampleResource): void;
  remove(resource: MutableResource): void;
}

/** How our own stack would have to be broken for the control to fire. */
export interface Mutation {
  /** The stack that is broken. */
  readonly stack: "global" | "ops" | "stamp";
  /** Top-level keys of the stack file that differ from the committed one, where the resource at hand is an option. */
  readonly values?: Properties;
  readonly change: (whole: MutableWhole) => void;
  /** Controls that have to fire as well, and why they do is plain from what they are about. No other may. */
  readonly alsoFires?: readonly string[];
}

interface ControlBase {
  /** `<domain>-<what must be so>`; stable, because policy configurations refer to it. The domain is the folder, in kebab case. */
  readonly id: string;
  /** What must be so, in one sentence. */
  readonly title: string;
  /** What goes wrong otherwise. */
  readonly why: string;
  /** What to write in the program. */
  readonly remedy: string;
  readonly severity: Severity;
  /** Level where the policy configuration names none. */
  readonly enforcement: Enforcement;
  readonly references: References;
  /** Types that the check reads, as in {@link Resource.type}; `*` for all of azure-native. Others are never handed to it. */
  readonly types: readonly string[];
  readonly parameters: Parameters;
  readonly azurePolicy: readonly AzurePolicyUse[];
  /** Each is a set of resources that the control has nothing against. Never empty. */
  readonly accepts: readonly (readonly ExampleResource[])[];
  /** Each is a set of resources of which it refuses at least one. Never empty. */
  readonly refuses: readonly (readonly ExampleResource[])[];
  readonly breaks: Mutation;
}

/** Reports what is wrong with the resource at hand. The message is a sentence that names the property and the remedy. */
export type Refuse = (message: string) => void;
/** Reports what is wrong with one resource of a whole; with undefined, that something is missing from the whole. */
export type RefuseIn = (resource: Resource | undefined, message: string) => void;

/** A control decided resource by resource. */
export interface ResourceControl extends ControlBase {
  readonly scope: "resource";
  readonly check: (resource: Resource, refuse: Refuse, values: Readonly<Record<string, never>>) => void;
}

/**
 * A control over many resources: of one stack, or (`platform`) of all stacks together, which a policy pack never sees, so
 * that only `bulkhead controls` and `bulkhead up` decide it.
 */
export interface WholeControl extends ControlBase {
  readonly scope: "stack" | "platform";
  readonly check: (whole: Whole, refuse: RefuseIn, values: Readonly<Record<string, never>>) => void;
}

export type Control = ResourceControl | WholeControl;
