import { healthPath } from "../origin.ts";
import { workloadComponents } from "../workload/components.ts";

export type OriginGroupId = "api" | "site" | "images";

/** A set of origins that answer the same requests, and the requests that are theirs. */
export interface OriginGroupSpec {
  readonly id: OriginGroupId;
  /**
   * What Front Door asks every origin of the group for. Only 200 counts as healthy, so each origin has something to
   * answer with there, the sorry page's storage included.
   */
  readonly probePath: string;
  /** Path patterns of the group's route; the most specific pattern of all routes wins. */
  readonly patterns: readonly string[];
  /** Whether answers are kept at the edge. The API's are not: they differ from client to client. */
  readonly cached: boolean;
}

const apiPatterns = Object.values(workloadComponents).flatMap(({ pathPrefix }) =>
  pathPrefix === undefined ? [] : [`${pathPrefix}*`],
);

/**
 * The origin groups. `api` and `site` hold one origin of every stamp and the sorry page; `images` holds the global
 * storage account.
 */
export const originGroups: Readonly<Record<OriginGroupId, OriginGroupSpec>> = {
  api: { id: "api", probePath: healthPath, patterns: apiPatterns, cached: false },
  site: { id: "site", probePath: "/probe/site.txt", patterns: ["/*"], cached: true },
  images: { id: "images", probePath: "/probe/images.txt", patterns: ["/images/*"], cached: true },
};

export const originGroupIds = Object.keys(originGroups) as readonly OriginGroupId[];
