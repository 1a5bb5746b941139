import { FrontDoor } from "../../components/edge/frontDoor.ts";
import type { DataPart } from "./data.ts";
import type { GlobalScope } from "./scope.ts";

/** The one way in for all regions. */
export function edgePart({ config, context, home, shared }: GlobalScope, { storage }: DataPart): FrontDoor {
  return new FrontDoor("front-door", {
    ...shared,
    stack: context.stack.text,
    rateLimitPerMinute: config.frontDoor.rateLimitPerMinute,
    originResponseTimeoutSeconds: config.frontDoor.originResponseTimeoutSeconds,
    sorryPage: {
      storageAccountId: storage.accountId,
      hostName: storage.webHostName,
      privateLinkLocation: home.frontDoorPrivateLinkNearest,
    },
  });
}
