import { StampOrigin } from "../../components/edge/stampOrigin.ts";
import { privateLinkServiceId } from "../../lib/origin.ts";
import type { StampScope } from "./scope.ts";
import type { WorkloadPart } from "./workload.ts";

/** The way in: the stamp as an origin of Front Door. */
export function edgePart(scope: StampScope, { workload, originHostName }: WorkloadPart): void {
  const { context, config, global, shared, privateLinkGroupName } = scope;
  const { names } = shared;
  new StampOrigin("origin", {
    profileName: global.frontDoor.profileName,
    originGroupName: global.frontDoor.originGroups.api.name,
    resourceGroupName: global.frontDoor.resourceGroupName,
    originName: names.frontDoorOrigin(),
    hostName: originHostName,
    privateLinkServiceId: privateLinkServiceId(
      global.subscriptionId,
      privateLinkGroupName,
      names.privateLinkService(),
    ),
    privateLinkLocation: scope.region.frontDoorPrivateLinkNearest,
    stack: context.stack.text,
    ...config.edge,
    dependsOn: [workload.release],
  });
}
