/** Taking Azure resource ids apart. Ids are compared without regard to case, as ARM does. */

/** The key under which an id is stored and compared. */
export function idKey(id: string): string {
  return id.toLowerCase().replace(/\/+$/, "");
}

export function isResourceId(text: string): boolean {
  return /^\/subscriptions\/[^/]+\/(resourceGroups|providers)\//i.test(text);
}

/** The id one level up: the parent resource, or the resource group, or the subscription. */
export function parentId(id: string): string {
  const parts = id.split("/");
  // …/providers/Microsoft.X/type/name → the scope before `providers`
  if (parts.at(-4)?.toLowerCase() === "providers") return parts.slice(0, -4).join("/");
  // …/type/name/part: a part that has no name of its own, such as staticWebsite
  const at = parts.map((part) => part.toLowerCase()).lastIndexOf("providers");
  if (at >= 0 && (parts.length - at) % 2 === 1) return parts.slice(0, -1).join("/");
  return parts.slice(0, -2).join("/");
}

export function resourceGroupId(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0];
}

/** The ARM type that an id spells out, for example `Microsoft.Network/virtualNetworks/subnets`. */
export function typeOfId(id: string): string {
  const parts = id.split("/");
  const at = parts.map((part) => part.toLowerCase()).lastIndexOf("providers");
  if (at < 0)
    return parts.length > 3 ? "Microsoft.Resources/resourceGroups" : "Microsoft.Resources/subscriptions";
  const rest = parts.slice(at + 2).filter((_, index) => index % 2 === 0);
  return [parts[at + 1], ...rest].join("/");
}

export function nameOfId(id: string): string {
  return id.split("/").at(-1) ?? "";
}
