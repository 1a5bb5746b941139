/** ARM accepts display names with spaces and any case: "East US" is `eastus`. */
export function normaliseLocation(location: string): string {
  return location.toLowerCase().replace(/\s+/g, "");
}
