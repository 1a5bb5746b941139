/** What to say to somebody who works from a place without a way to a stamp's API server. */

/** The command, and from where to run it. */
export function whereToRun(verb: string, stack: string): string {
  return `Run \`npx bulkhead ${verb} --only ${stack}\` on an agent of the operations network of its region, or from a network that is linked to the stamp. \`npx bulkhead preview\` works from anywhere.`;
}

/** How the kubernetes provider begins its errors about a cluster that it cannot reach (pulumi-kubernetes, provider.go). */
const unreachable = "configured Kubernetes cluster is unreachable";

/**
 * What to do after a run that came to a cluster it could not reach. Only a stamp's first run gets that far: before it, there is
 * no API server that could be asked.
 *
 * @returns undefined when that is not what went wrong.
 */
export function remedyAfter(verb: string, stack: string, causes: readonly string[]): string | undefined {
  return causes.some((cause) => cause.includes(unreachable)) ? whereToRun(verb, stack) : undefined;
}
