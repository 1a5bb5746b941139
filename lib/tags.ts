/** The stack a resource belongs to; a parsed stack name can be passed as it is. */
export interface TaggedStack {
  readonly environment?: string | undefined;
  readonly text: string;
}

/**
 * Tags of every resource of a stack: who made it and for which environment, then what the configuration adds.
 * The program's own tags win, so that cost and ownership reports can rely on them.
 */
export function stackTags(
  stack: TaggedStack,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...configured,
    workload: "bulkhead",
    stack: stack.text,
    ...(stack.environment === undefined ? {} : { environment: stack.environment }),
  };
}
