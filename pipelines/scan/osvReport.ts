/** What osv-scanner's JSON says. Pure. */

interface OsvOutput {
  readonly results?: readonly {
    readonly packages?: readonly {
      readonly package: { readonly name: string; readonly version: string };
      readonly groups?: readonly { readonly ids: readonly string[]; readonly max_severity?: string }[];
    }[];
  }[];
}

/**
 * From this CVSS score on a finding blocks: "high" of CVSS 3.1's rating scale (first.org/cvss/v3.1/specification-document, table 14).
 */
export const blockingScore = 7;

/**
 * One line for each vulnerability that blocks. One without a score blocks too: nobody has said that it is harmless.
 *
 * @param text the JSON of `--format json`; an empty text has no findings.
 */
export function findingLines(text: string): string[] {
  if (text.trim() === "") return [];
  const { results = [] } = JSON.parse(text) as OsvOutput;
  return results.flatMap(({ packages = [] }) =>
    packages.flatMap(({ package: { name, version }, groups = [] }) =>
      groups.flatMap(({ ids, max_severity: severity = "" }) => {
        const score = Number(severity);
        if (severity !== "" && score < blockingScore) return [];
        return [`${ids[0] ?? "unnamed"} in ${name} ${version} (${severity === "" ? "no score" : severity})`];
      }),
    ),
  );
}
