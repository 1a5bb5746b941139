/** What to say to somebody who works from a place without a way to a stamp's API server. */

/** The command, and from where to run it. */
export function whereToRun(verb: string, stack: string): string {
  return `Run \`npx bulkhead ${verb} --only ${stack}\` on an agent of the operations network of its region, or from a network that is linked to the stamp. \`npx bulkhead preview\` works from anywhere.`;
}
