import type * as pulumi from "@pulumi/pulumi";
import type { StampStorage } from "../../components/data/stampStorage.ts";
import { StampOrigin } from "../../components/edge/stampOrigin.ts";
import { approvalMessage, privateLinkServiceId } from "../../lib/origin.ts";
import type { StampScope } from "./scope.ts";

export interface EdgeSources {
  /** What makes the private link service: the release whose Service of type LoadBalancer asks for it. */
  readonly gateway: pulumi.Resource;
  /** Where the stamp keeps the pages. */
  readonly storage: Pick<StampStorage, "website" | "webHostName">;
}

/** The way in: the stamp as an origin of Front Door, for the API and for the pages. */
export function edgePart(scope: StampScope, { gateway, storage }: EdgeSources): void {
  const { context, config, global, shared, privateLinkGroupName, region } = scope;
  const { names } = shared;
  const { frontDoor } = global;
  const requestMessage = approvalMessage(frontDoor, context.stack.text);
  const { enabled, weight, priority } = config.edge;
  const common = {
    profileName: frontDoor.profileName,
    resourceGroupName: frontDoor.resourceGroupName,
    originName: names.frontDoorOrigin(),
    // Front Door forwards by HTTPS only, so a stamp that speaks HTTP in development gets nothing from it.
    enabled: enabled && config.gateway.protocol === "https",
    weight,
    priority,
  };
  const location = region.frontDoorPrivateLinkNearest;
  const service = privateLinkServiceId(
    global.subscriptionId,
    privateLinkGroupName,
    names.privateLinkService(),
  );
  new StampOrigin("api-origin", {
    ...common,
    originGroupName: frontDoor.originGroups.api.name,
    hostName: scope.originHostName,
    target: { id: service, location, requestMessage },
    dependsOn: [gateway],
  });
  new StampOrigin("site-origin", {
    ...common,
    originGroupName: frontDoor.originGroups.site.name,
    hostName: storage.webHostName,
    target: { id: storage.website.id, groupId: "web", location, requestMessage },
    dependsOn: [],
  });
}
