/** Findings and needs as text. */
import { regions } from "../../lib/regions.ts";
import { deployerRoles } from "../../lib/ops/deployerRoles.ts";
import { roleTitles } from "../../lib/roles.ts";
import { demandOf, familyOf, type Claim, type Demand } from "./claims.ts";
import data from "./data.json" with { type: "json" };
import { sorted, type Reported, type Severity } from "./finding.ts";
import type { Needs } from "./needs.ts";

const marks: Readonly<Record<Severity, string>> = { ok: "✔", warning: "!", error: "✖", unknown: "?" };

/** One finding, with what mends it below. */
export function findingLines({ severity, subject, text, remedy }: Omit<Reported, "check">): string[] {
  return [`${marks[severity]} ${subject}: ${text}`, ...(remedy === undefined ? [] : [`    ${remedy}`])];
}

/** Everything, the worst first, and a sum. */
export function reportLines(findings: readonly Reported[]): string[] {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return [
    ...sorted(findings).flatMap(findingLines),
    "",
    `${count("error")} wrong, ${count("unknown")} not asked, ${count("warning")} doubtful, ${count("ok")} in order.`,
  ];
}

/** A row of the table of quotas. */
export interface QuotaRow {
  /** Empty for the whole subscription. */
  readonly location: string;
  readonly what: string;
  readonly demand: Demand;
}

/** What the quotas have to hold, region by region. */
export function quotaRows({ claims, released }: Needs): QuotaRow[] {
  const groups = new Map<string, { location: string; what: string; claims: Claim[] }>();
  const add = (claim: Claim, what: string) => {
    const key = `${claim.location} ${what}`;
    const known = groups.get(key) ?? { location: claim.location, what, claims: [] };
    known.claims.push(claim);
    groups.set(key, known);
  };
  for (const claim of claims) {
    const { counted } = claim;
    if (counted.kind === "publicIps") add(claim, "public IP addresses, Standard");
    else if (counted.kind === "roleAssignments") add(claim, "role assignments");
    else if (counted.spot) add(claim, "vCPUs of spot machines");
    else {
      add(claim, `vCPUs ${familyOf(counted.size)}`);
      add(claim, "vCPUs of all families");
    }
  }
  const rows = [...groups.values()].map(({ location, what, claims: some }) => ({
    location,
    what,
    demand: demandOf(some, (stack) => released.has(stack)),
  }));
  // The whole subscription comes last, and the sum of all families behind each.
  const rank = ({ location, what }: QuotaRow) => `${location === "" ? "~" : location} ${what}`;
  return rows.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

const heads = ["where", "what", "at least", "at most", "while releasing"] as const;

function cells({ location, what, demand }: QuotaRow): string[] {
  const limit = what === "role assignments" ? ` (of ${data.roleAssignmentsPerSubscription})` : "";
  return [
    location === "" ? "subscription" : location,
    `${what}${limit}`,
    String(demand.least),
    String(demand.most),
    String(demand.release),
  ];
}

/** The table of quotas for a page. */
export function quotaMarkdown(needs: Needs): string {
  const rows = quotaRows(needs).map(cells);
  const all = [[...heads], ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line([...heads]), rule, ...rows.map(line)].join("\n");
}

function sizeText({
  size,
  location,
  zones,
  ephemeralDisk,
  encryptionAtHost,
  trustedLaunch,
}: Needs["sizes"][number]) {
  const wants = [
    zones.length > 0 ? `zones ${zones.join(", ")}` : undefined,
    ephemeralDisk ? "OS disk of its own" : undefined,
    encryptionAtHost ? "encryption at host" : undefined,
    trustedLaunch ? "Trusted Launch" : undefined,
  ].filter((want) => want !== undefined);
  return `  ${size} in ${location}: ${wants.join("; ")}`;
}

/** What the platform wants of a subscription. */
export function needsLines(needs: Needs): string[] {
  const rows = [[...heads], ...quotaRows(needs).map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const table = rows.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  const display = (location: string) => regions.get(location)?.displayName ?? location;
  return [
    `Of the subscription, for ${needs.stacks.join(", ")}:`,
    "",
    ...table.map((line) => `  ${line}`),
    "",
    "  at least: with as few nodes as autoscaling goes down to. at most: all pools full and upgraded at once.",
    "  while releasing: a second generation of every stamp that has none yet.",
    "",
    "VM sizes:",
    ...needs.sizes.map(sizeText),
    "",
    `Cosmos DB: ${needs.cosmos.map(({ location, zoneRedundant }) => `${display(location)}${zoneRedundant ? ", zone-redundant" : ""}`).join("; ")}`,
    `Kubernetes: ${needs.kubernetes.map(({ stack, version }) => `${version} in ${stack}`).join("; ")}`,
    `Resource providers: ${needs.providers.map(({ namespace }) => namespace).join(", ")}`,
    `Features: ${needs.features.map(({ namespace, name, reason }) => `${namespace}/${name} (${reason})`).join(", ") || "none"}`,
    `Roles of whoever deploys: ${deployerRoles.map(({ role, limited }) => `${roleTitles[role]}${limited ? " (limited by a condition)" : ""}`).join(", ")}`,
    "",
    "`npx bulkhead doctor --script` prints the commands that register and assign all of this.",
  ];
}
