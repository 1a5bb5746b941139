/**
 * The first day of a month, as a budget's start wants it: "2026-11-01T00:00:00Z".
 *
 * Azure takes no start before the current month, none more than a year ahead, and no change of it later
 * (hashicorp/terraform-provider-azurerm pull request 12121 of 2021-06-09; Azure/bicep issue 7149 of 2022-06).
 */
export function firstOfMonth(date: Date): string {
  return `${date.toISOString().slice(0, 7)}-01T00:00:00Z`;
}
