/** The six kinds of threat of STRIDE. */
export type ThreatKind =
  | "Spoofing"
  | "Tampering"
  | "Repudiation"
  | "Information disclosure"
  | "Denial of service"
  | "Elevation of privilege";

/** A test that shows a mitigation hold: its file, and the text that names it there. */
export interface HoldingTest {
  readonly file: string;
  readonly name: string;
}

/** What stands against a threat, and what fails when it no longer does. */
export interface Mitigation {
  /** One sentence. */
  readonly what: string;
  /** Ids of controls. Each of them names the threat in its references. */
  readonly controls: readonly string[];
  readonly tests: readonly HoldingTest[];
}

/** Something that somebody could do to the platform. */
export interface Threat {
  /** Stable, because controls refer to it: the kind's letter and a number. */
  readonly id: string;
  readonly kind: ThreatKind;
  /** What happens, in one sentence. */
  readonly title: string;
  /** How somebody would do it. */
  readonly how: string;
  readonly mitigations: readonly Mitigation[];
}

/** A test by its file and the text that names it there. */
export const test = (file: string, name: string): HoldingTest => ({ file, name });

/** All statements about who reaches whom, asked of the committed stacks. */
export const statements = test("tests/graph/statements.test.ts", "hold on the committed stacks, all of them");
