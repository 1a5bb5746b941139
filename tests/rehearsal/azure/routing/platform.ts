/** Front Door before two stamps and a sorry page, in the local Azure: small, but with every link of the chain. */
import { approvalMessage } from "../../../../lib/origin.ts";
import { originGroups } from "../../../../lib/edge/originGroups.ts";
import { connectionsOf, decideConnection } from "../../../../rehearsal/azure/links.ts";
import { reconcile } from "../../../../rehearsal/azure/kubernetes/cloudController.ts";
import { servicesOf, type LoadBalancerService } from "../../../../rehearsal/azure/kubernetes/services.ts";
import { trafficOf } from "../../../../rehearsal/azure/kubernetes/traffic.ts";
import type { Effects, Resource } from "../../../../rehearsal/azure/model.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { resolve, endpointHosts } from "../../../../rehearsal/azure/routing/resolve.ts";
import type { Resolution } from "../../../../rehearsal/azure/routing/types.ts";
import { enableWebsite, putBlob } from "../../../../rehearsal/azure/types/storage/website.ts";
import { grant, identity, location, network, newKit, type Kit } from "../kit.ts";
import { annotations } from "../kubernetes/cluster.ts";
import { madeByAzure } from "../networkKit.ts";

export const profile = { profileName: "afd", location: "Global", sku: { name: "Premium_AzureFrontDoor" } };
export const apiPath = "/catalogservice/api/1.0/catalogitem";

export interface Platform extends Kit {
  readonly effects: Effects;
  readonly profileId: string;
  readonly frontDoorId: string;
  readonly storageId: string;
  readonly host: string;
  /** Brings a stamp up: cluster, gateway, workload, origin, approval. */
  addStamp(name: string, changes?: StampChanges): Promise<Stamp>;
  ask(path?: string): Resolution;
}

export interface StampChanges {
  readonly weight?: number;
  readonly priority?: number;
  readonly enabledState?: string;
  readonly approve?: boolean;
}

export interface Stamp {
  readonly originId: string;
  readonly cluster: string;
  readonly pls: string;
  readonly hostName: string;
  readonly release: (name: "gateway" | "workload") => Resource;
  /** What the cloud controller does by itself, time and again. */
  reconcile(): void;
  /** Manifests of a release, changed and installed again. */
  reinstall(name: "gateway" | "workload", change: (objects: Properties[]) => Properties[]): void;
}

const labels = (app: string): Properties => ({ metadata: { labels: { app } } });

/** What the gateway's chart renders, as far as traffic is concerned. */
export function gatewayObjects(stamp: string, hostName: string): Properties[] {
  return [
    {
      kind: "Service",
      metadata: {
        name: "gateway",
        annotations: annotations({
          "pls-name": `pls-${stamp}`,
          "load-balancer-internal-subnet": "snet-ingress",
        }),
      },
      spec: { type: "LoadBalancer", selector: { app: "gateway" } },
    },
    { kind: "Deployment", metadata: { name: "gateway" }, spec: { template: labels("gateway") } },
    {
      kind: "Gateway",
      metadata: { name: "gateway" },
      spec: { listeners: [{ name: "https", hostname: hostName, port: 443 }] },
    },
  ];
}

/** What the workload's chart renders: one component behind the health path and the API. */
export function workloadObjects(hostName: string, frontDoorId: string): Properties[] {
  return [
    {
      kind: "HTTPRoute",
      metadata: { name: "health" },
      spec: {
        parentRefs: [{ kind: "Gateway", namespace: "ingress", name: "gateway" }],
        hostnames: [hostName],
        rules: [
          {
            matches: [
              {
                path: { type: "PathPrefix", value: "/healthservice/" },
                headers: [{ name: "X-Azure-FDID", value: frontDoorId }],
              },
            ],
            backendRefs: [{ kind: "Service", name: "health", port: 80 }],
          },
        ],
      },
    },
    { kind: "Service", metadata: { name: "health" }, spec: { selector: { app: "health" } } },
    { kind: "Deployment", metadata: { name: "health" }, spec: { template: labels("health") } },
  ];
}

export async function newPlatform(): Promise<Platform> {
  const kit = await newKit();
  const effects: Effects = { put: kit.store.put.bind(kit.store), remove: kit.store.remove.bind(kit.store) };
  const azure = kit.subscription.view;
  const { id: profileId, outputs } = await kit.create("cdn:Profile", profile);
  const frontDoorId = String(outputs["frontDoorId"]);
  await kit.create("cdn:AFDEndpoint", { profileName: "afd", endpointName: "shop", location: "Global" });
  const storageId = (
    await kit.create("storage:StorageAccount", {
      accountName: "stglobal",
      location,
      kind: "StorageV2",
      sku: { name: "Standard_RAGZRS" },
    })
  ).id;
  const group = originGroups.api;
  await kit.create("cdn:AFDOriginGroup", {
    profileName: "afd",
    originGroupName: "api",
    healthProbeSettings: { probePath: group.probePath, probeProtocol: "Https", probeIntervalInSeconds: 30 },
    loadBalancingSettings: {
      sampleSize: 4,
      successfulSamplesRequired: 2,
      additionalLatencyInMilliseconds: 100,
    },
  });
  const origin = (name: string, hostName: string, link: Properties, changes: Properties = {}) =>
    kit.create("cdn:AFDOrigin", {
      profileName: "afd",
      originGroupName: "api",
      originName: name,
      hostName,
      originHostHeader: hostName,
      priority: 1,
      weight: 500,
      enabledState: "Enabled",
      sharedPrivateLinkResource: { privateLinkLocation: location, ...link },
      ...changes,
    });
  const approve = (targetId: string, message: string) => {
    const pending = connectionsOf(azure.find(targetId)).find(
      ({ description, status }) => description === message && status === "Pending",
    );
    decideConnection(azure, effects, targetId, pending?.name ?? "", "Approved", undefined);
  };
  const webHost = new URL(String((azure.find(storageId)?.outputs["primaryEndpoints"] as Properties)["web"]))
    .hostname;
  const messageOf = (stack: string) => approvalMessage({ profileName: "afd", frontDoorId }, stack);
  await origin(
    "cfdo-sorry-global",
    webHost,
    { privateLink: { id: storageId }, groupId: "web", requestMessage: messageOf("global") },
    { priority: 5 },
  );
  approve(storageId, messageOf("global"));
  enableWebsite(azure, effects, storageId, { index: "index.html", error404: "index.html" });
  putBlob(
    azure,
    effects,
    storageId,
    { container: "$web", name: group.probePath.slice(1) },
    { contentType: "text/plain", cacheControl: "no-store", contentMd5: "" },
  );
  await kit.create("cdn:Route", {
    profileName: "afd",
    endpointName: "shop",
    routeName: "api",
    originGroup: { id: `${profileId}/originGroups/api` },
    patternsToMatch: [...group.patterns],
    supportedProtocols: ["Http", "Https"],
    linkToDefaultDomain: "Enabled",
    enabledState: "Enabled",
  });
  const net = await network(kit, {
    "snet-nodes": { addressPrefix: "10.0.1.0/24" },
    "snet-ingress": { addressPrefix: "10.0.2.0/28" },
    "snet-pls": { addressPrefix: "10.0.3.0/28", privateLinkServiceNetworkPolicies: "Disabled" },
  });
  const { id: identityId, principalId } = await identity(kit, "id-cluster");
  await grant(kit, principalId, "networkContributor", kit.providers.replace("/providers", ""));
  const host = endpointHosts(azure)[0] ?? "";

  return {
    ...kit,
    effects,
    profileId,
    frontDoorId,
    storageId,
    host,
    ask: (path = apiPath) => resolve(azure, host, path),
    async addStamp(name, changes = {}) {
      const cluster = `${kit.providers}/Microsoft.ContainerService/managedClusters/aks-${name}`;
      kit.store.put({
        ...madeByAzure(cluster, "Microsoft.ContainerService/managedClusters", {
          nodeResourceGroup: `rg-nodes-${name}`,
        }),
        inputs: {
          nodeResourceGroup: `rg-nodes-${name}`,
          agentPoolProfiles: [{ name: "system", vnetSubnetID: net.subnet("snet-nodes") }],
          identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
        },
      });
      const hostName = `${name}.origin.example.com`;
      const install = (release: string, namespace: string, objects: Properties[]) => {
        const services = servicesOf(objects, namespace);
        kit.store.put({
          ...madeByAzure(`${cluster}/helmReleases/${namespace}.${release}`, "Helm/releases"),
          facts: { services, traffic: trafficOf(objects, namespace), manifests: objects },
        });
        for (const service of services) reconcile(azure, effects, azure.find(cluster) as Resource, service);
      };
      install("gateway", "ingress", gatewayObjects(name, hostName));
      install("workload", "workload", workloadObjects(hostName, frontDoorId));
      const pls = `${kit.providers}/Microsoft.Network/privateLinkServices/pls-${name}`;
      const { approve: approved = true, ...rest } = changes;
      const { id: originId } = await origin(
        `cfdo-${name}`,
        hostName,
        { privateLink: { id: pls }, requestMessage: messageOf(`stamp-${name}`) },
        { ...rest },
      );
      if (approved) approve(pls, messageOf(`stamp-${name}`));
      const namespaces = { gateway: "ingress", workload: "workload" } as const;
      const release = (release: "gateway" | "workload") =>
        kit.store.get(`${cluster}/helmReleases/${namespaces[release]}.${release}`) as Resource;
      return {
        originId,
        cluster,
        pls,
        hostName,
        release,
        reconcile() {
          for (const service of release("gateway").facts["services"] as LoadBalancerService[])
            reconcile(azure, effects, azure.find(cluster) as Resource, service);
        },
        reinstall(which, change) {
          const manifests = release(which).facts["manifests"] as Properties[];
          const objects = change(structuredClone(manifests));
          const namespace = namespaces[which];
          kit.store.put({
            ...release(which),
            facts: {
              services: servicesOf(objects, namespace),
              traffic: trafficOf(objects, namespace),
              manifests: objects,
            },
          });
        },
      };
    },
  };
}
