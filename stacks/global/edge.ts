import { FrontDoor } from "../../components/edge/frontDoor.ts";
import { rateLimitPriority } from "../../config/schema/global/waf.ts";
import type { DataPart } from "./data.ts";
import type { GlobalScope } from "./scope.ts";

/** The one way in for all regions. */
export function edgePart({ config, context, home, shared }: GlobalScope, { storage }: DataPart): FrontDoor {
  const { waf, ...frontDoor } = config.frontDoor;
  return new FrontDoor("front-door", {
    ...shared,
    ...frontDoor,
    stack: context.stack.text,
    waf: { ...waf, rateLimitPriority },
    storage: {
      accountId: storage.accountId,
      webHostName: storage.webHostName,
      secondaryWebHostName: storage.secondaryWebHostName,
      privateLinkLocation: home.frontDoorPrivateLinkNearest,
    },
  });
}
