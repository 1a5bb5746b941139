/** A hand-made Front Door before a hand-made cluster, and what is told of its flows. */
import { expect } from "chai";
import { frontDoorToHost, frontDoorToPod } from "../../../graph/reachability/frontDoor.ts";
import { Trail } from "../../../graph/reachability/trail.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../lib/properties.ts";
import { deployment, service, Sketch } from "./sketch.ts";

export const providers = "/subscriptions/s/resourceGroups/RG/providers";
export const linkId = `${providers}/Microsoft.Network/privateLinkServices/PLS`;
export const groupId = (name: string) => `${providers}/Microsoft.Cdn/profiles/fd/originGroups/${name}`;
export const urnOf = (type: string, name: string) => `urn:pulumi:s::p::azure-native:${type}::${name}`;
export const objectUrn = (type: string, name: string) =>
  `urn:pulumi:s::p::kubernetes:helm.sh/v3:Release::r/kubernetes:${type}/w/${name}`;
export const clusterUrn = urnOf("containerservice:ManagedCluster", "aks");
export const serviceUrn = objectUrn("core/v1:Service", "gateway");
export const originUrn = urnOf("cdn:AFDOrigin", "origin");

export const annotation = (values: Record<string, string>): Properties =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`service.beta.kubernetes.io/azure-${key}`, value]),
  );
export const internal = {
  "load-balancer-internal": "true",
  "load-balancer-internal-subnet": "b",
  "pls-create": "true",
  "pls-name": "pls",
  "pls-ip-configuration-subnet": "nat",
};
export const gateway = (annotations: Record<string, string> = {}, ports: Properties = {}) =>
  service("gateway", "a", { type: "LoadBalancer", ...ports }, annotation({ ...internal, ...annotations }));
export const httpRoute = (name: string, ...rules: Properties[]): Properties => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name, namespace: "w" },
  spec: { rules },
});
export const toB = (more: Properties = {}, backend: Properties = {}): Properties =>
  httpRoute("b", { backendRefs: [{ name: "b", port: 443, ...backend }], ...more });

export interface OriginOptions {
  readonly group?: string;
  readonly hostName?: string;
  readonly enabledState?: string;
  /** Null for an origin without private link. */
  readonly link?: Properties | null;
  readonly httpsPort?: number;
}

/** An origin of the group "api" with a private link that somebody has approved. */
export function origin(
  sketch: Sketch,
  name: string,
  { group = "api", hostName = "stamp.example.com", link = {}, ...rest }: OriginOptions = {},
): Sketch {
  return sketch.add("cdn:AFDOrigin", name, `${groupId(group)}/origins/${name}`, {
    hostName,
    originGroupName: group,
    ...rest,
    ...(link === null
      ? {}
      : {
          sharedPrivateLinkResource: {
            privateLink: { id: linkId },
            requestMessage: "let me in",
            status: "Approved",
            ...link,
          },
        }),
  });
}

export interface Options {
  readonly objects?: readonly Properties[];
  readonly nodeRules?: readonly Properties[];
  readonly nat?: Properties;
}

/** A cluster whose gateway (pods a) sends to pods b, behind a private link service; no origin yet. */
export function stamp({
  objects = [gateway(), service("b", "b"), toB()],
  nodeRules,
  nat = { privateLinkServiceNetworkPolicies: "Disabled" },
}: Options = {}): Sketch {
  return new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "nodes", "10.1.0.0/24", nodeRules === undefined ? {} : { rules: nodeRules })
    .subnet("n", "b", "10.1.1.0/24")
    .subnet("n", "nat", "10.1.4.0/24", { more: nat })
    .cluster("n", "nodes", [deployment("a", 8443), deployment("b", 8080), ...objects])
    .add("cdn:Route", "route", `${providers}/route`, { originGroup: { id: groupId("api") } });
}

export function toPod(sketch: Sketch, name = "b") {
  const world = worldOf(sketch.graph());
  const trail = new Trail();
  const [cluster] = world.clusters;
  const pod = cluster?.pods.find((own) => own.name === name);
  if (cluster === undefined || pod === undefined) return expect.fail(`no pod ${name}`);
  return { allowed: frontDoorToPod(world, cluster, pod, trail), steps: trail.steps };
}
export function toHost(sketch: Sketch, host: string) {
  const trail = new Trail();
  return { allowed: frontDoorToHost(worldOf(sketch.graph()), host, trail), steps: trail.steps };
}
export type Told = ReturnType<typeof toPod>;
export const texts = ({ steps }: Told) => steps.map(({ outcome, text }) => `${outcome}: ${text}`);
export const lastOf = ({ steps }: Told) => steps.at(-1) ?? expect.fail("no reason is told");

/** Expects that the flow ends with this reason. */
export function stops(
  told: Told,
  stage: string,
  ruleId: string,
  text: string,
  resource: string | undefined,
): void {
  expect(told.allowed).to.equal(false);
  expect(lastOf(told)).to.deep.include({ stage, outcome: "stop", rule: ruleId, text, resource });
}
