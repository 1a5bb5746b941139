/** What to say to somebody who works from a place without a way to a stamp's API server. */

/** The command, and from where to run it. */
export function whereToRun(verb: string, stack: string): string {
  return `Run \`npx bulkhead ${verb} --only ${stack}\` on an agent of the operations network of its region, or from a network that is linked to the stamp. \`npx bulkhead preview\` works from anywhere.`;
}

/** How the kubernetes provider begins its errors about a cluster that it cannot reach (pulumi-kubernetes, provider.go). */
const unreachable = "configured Kubernetes cluster is unreachable";

/** How azure-native says that what belongs to a whole subscription is there already: plans and contact of Defender. */
const takenInSubscription =
  /cannot create already existing resource '\/subscriptions\/[^/]+\/providers\/Microsoft\.Security\//;

/**
 * What to do after a run that came to a cluster it could not reach, or to what a subscription has once. Only a stamp's first run
 * gets as far as the cluster: before it, there is no API server that could be asked.
 *
 * @returns undefined when neither is what went wrong.
 */
export function remedyAfter(verb: string, stack: string, causes: readonly string[]): string | undefined {
  if (causes.some((cause) => cause.includes(unreachable))) return whereToRun(verb, stack);
  if (causes.some((cause) => takenInSubscription.test(cause)))
    return "A subscription has Defender's plans and contact once, and they exist: another environment of this subscription has them, or somebody set them up by hand. Set `bulkhead:defender: { enabled: false }` for this environment, deploy it into a subscription of its own, or import them (docs/global.md).";
  return undefined;
}
