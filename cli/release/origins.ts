/** The origins of stamps, read from the states of their stacks: what Front Door was last told, whatever the files say by now. */
import { parseStackName } from "../../config/stackName.ts";
import { numberAt, textAt, type Properties } from "../../lib/properties.ts";

/** The part of a resource in a state that is looked at here. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
  /** True for one that waits to be deleted after its replacement. */
  readonly delete?: boolean;
}

/** A private link connection that a stack has approved. */
export interface ApprovedLink {
  readonly connectionId: string;
  /** What is connected to. */
  readonly targetId: string;
}

/** What a stamp's state says of its way in. */
export interface StampOrigins {
  readonly stack: string;
  readonly region: string;
  /** Whether the stack has any resources. */
  readonly exists: boolean;
  /** One weight for each origin, 0 for a disabled one. */
  readonly weights: readonly number[];
  readonly approved: boolean;
}

const originType = "azure-native:cdn:AFDOrigin";
const approvalType = "bulkhead:edge:PrivateLinkApproval";
/** Azure's own default for an origin that names no weight (rehearsal/azure/routing/origin.ts). */
const defaultWeight = 500;

const standing = (resources: readonly StateResource[], type: string): StateResource[] =>
  resources.filter((resource) => resource.type === type && resource.delete !== true);

/** URNs of the origins, to which an update can be restricted. */
export function originUrns(resources: readonly StateResource[]): string[] {
  return standing(resources, originType).map(({ urn }) => urn);
}

function weightsOf(resources: readonly StateResource[]): number[] {
  return standing(resources, originType).map(({ inputs }) =>
    textAt(inputs, "enabledState") === "Disabled" ? 0 : (numberAt(inputs, "weight") ?? defaultWeight),
  );
}

/** The connections that carry a stamp's origins. */
export function linksOf(resources: readonly StateResource[]): ApprovedLink[] {
  return standing(resources, approvalType).flatMap(({ outputs }) => {
    const connectionId = textAt(outputs, "connectionId") ?? "";
    const targetId = textAt(outputs, "targetId") ?? "";
    return connectionId === "" ? [] : [{ connectionId, targetId }];
  });
}

/**
 * @param resources all resources of the stack's state; undefined for a stack that is not there.
 * @param isApproved what Azure says of a connection now.
 */
export async function stampOrigins(
  stack: string,
  resources: readonly StateResource[] | undefined,
  isApproved: (link: ApprovedLink) => Promise<boolean>,
): Promise<StampOrigins> {
  const region = parseStackName(stack).region ?? "";
  const real = (resources ?? []).filter(({ type }) => type !== "pulumi:pulumi:Stack");
  const weights = weightsOf(real);
  const links = linksOf(real);
  const answers = await Promise.all(links.map(isApproved));
  return {
    stack,
    region,
    exists: real.length > 0,
    weights,
    approved: weights.length > 0 && links.length >= weights.length && answers.every((answer) => answer),
  };
}
