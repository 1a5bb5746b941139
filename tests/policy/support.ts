import * as policy from "@pulumi/policy";
import type {
  ResourceValidation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";

type Policy = ResourceValidationPolicy | StackValidationPolicy;
type Inputs = Record<string, unknown>;

const { UnknownValueError, unknownCheckingProxy } = policy as unknown as {
  UnknownValueError: new (...args: never[]) => Error;
  unknownCheckingProxy: <T extends object>(inputs: T) => T;
};

class NotApplicable extends Error {}

/** What Pulumi would show of a policy. */
export interface Shown {
  readonly violations: readonly string[];
  /** What it says instead of a verdict, in previews. */
  readonly undecided: string | undefined;
  readonly notApplicable: string | undefined;
}

async function run(
  validate: (report: (message: string) => void, common: object) => Promise<void> | void,
  config: Inputs,
): Promise<Shown> {
  const violations: string[] = [];
  const shown = (rest: Partial<Shown>): Shown => ({
    violations,
    undecided: undefined,
    notApplicable: undefined,
    ...rest,
  });
  const notApplicable = (reason: string): never => {
    throw new NotApplicable(reason);
  };
  try {
    await validate((message) => violations.push(message), {
      getConfig: () => config,
      notApplicable,
      stackTags: new Map(),
    });
    return shown({});
  } catch (error) {
    if (error instanceof UnknownValueError) return shown({ undecided: error.message });
    if (error instanceof NotApplicable) return shown({ notApplicable: error.message });
    throw error;
  }
}

const opts = { protect: false, ignoreChanges: [], aliases: [], additionalSecretOutputs: [] };

export function urnOf(token: string, name = "example"): string {
  return `urn:pulumi:prod::shop::${token}::${name}`;
}

/** Asks a policy about a resource as Pulumi does. */
export function askAbout(
  from: Policy | undefined,
  token: string,
  inputs: Inputs,
  config: Inputs = {},
): Promise<Shown> {
  const { validateResource } = from as ResourceValidationPolicy;
  return run((report, common) => {
    const args = {
      ...common,
      type: token,
      name: "example",
      urn: urnOf(token),
      props: unknownCheckingProxy(inputs),
      opts,
    };
    return (validateResource as ResourceValidation)(args as unknown as ResourceValidationArgs, report);
  }, config);
}

/** Asks a policy about a whole stack, which Pulumi shows with outputs. */
export function askAboutStack(
  from: Policy | undefined,
  resources: readonly { readonly token: string; readonly outputs: Inputs }[],
  config: Inputs = {},
): Promise<Shown> {
  return run((report, common) => {
    const args = {
      ...common,
      resources: resources.map(({ token, outputs }) => ({
        type: token,
        name: "example",
        urn: urnOf(token),
        props: unknownCheckingProxy(outputs),
        opts,
        dependencies: [],
        propertyDependencies: {},
      })),
    };
    return (from as StackValidationPolicy).validateStack(args as unknown as StackValidationArgs, report);
  }, config);
}
