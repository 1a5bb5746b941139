import type { Properties } from "../../controls/types.ts";
import type { Pack } from "../../policy/src/pack.ts";
import { type Shown, type Verdict } from "../../policy/src/pack.ts";

export function urnOf(token: string, name = "example"): string {
  return `urn:pulumi:prod::shop::${token}::${name}`;
}

/** A resource as Pulumi shows it. */
export function shown(token: string, properties: Properties): Shown {
  return {
    urn: urnOf(token),
    name: "example",
    token,
    properties: () => properties,
    protect: false,
    ignoreChanges: [],
    parent: "",
    dependencies: [],
  };
}

/** What a verdict comes to, in the words that Pulumi shows. */
export interface Said {
  readonly violations: readonly string[];
  /** What is said instead of a verdict, in previews. */
  readonly undecided: readonly string[];
  readonly notApplicable: readonly string[];
}

export function said({ diagnostics, notApplicable }: Verdict): Said {
  const messages = (level: "mandatory" | "advisory"): string[] =>
    diagnostics
      .filter((diagnostic) => diagnostic.level === level)
      .map(({ message }) => message.split("\n").slice(1).join("\n"));
  return {
    violations: messages("mandatory"),
    undecided: messages("advisory"),
    notApplicable: notApplicable.map(({ reason }) => reason),
  };
}

/** Asks a pack of its own about one resource, under a configuration of one control. */
export function askAbout(
  pack: Pack,
  token: string,
  inputs: Properties,
  config: Readonly<Record<string, Properties>> = {},
): Said {
  pack.configure(
    Object.fromEntries(
      Object.entries(config).map(([id, properties]) => [id, { level: "mandatory", properties }]),
    ),
  );
  return said(pack.resource(shown(token, inputs)));
}
