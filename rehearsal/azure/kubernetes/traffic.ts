/** What rendered manifests say about where a request goes inside a cluster: services, gateways, routes, pods. */
import { isObject, objectsAt, textAt, textsAt, valueAt, type Properties } from "../../../lib/properties.ts";
import { fullName } from "./services.ts";

export interface PodTemplate {
  readonly namespace: string;
  /** Kind and name of what makes the pods. */
  readonly owner: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ServiceEntry {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
}

export interface GatewayEntry {
  readonly namespace: string;
  readonly name: string;
  /** Host names of its listeners; a listener without one answers for all. */
  readonly hostNames: readonly string[];
}

export interface RouteMatch {
  readonly type: "Exact" | "PathPrefix" | "RegularExpression";
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface RouteEntry {
  readonly namespace: string;
  readonly name: string;
  /** `namespace/name` of the gateways it hangs on. */
  readonly gateways: readonly string[];
  readonly hostNames: readonly string[];
  readonly rules: readonly {
    readonly matches: readonly RouteMatch[];
    /** `namespace/name` of services. */
    readonly backends: readonly string[];
  }[];
}

/** The part of a release that carries traffic. */
export interface ReleaseTraffic {
  readonly pods: readonly PodTemplate[];
  readonly services: readonly ServiceEntry[];
  readonly gateways: readonly GatewayEntry[];
  readonly routes: readonly RouteEntry[];
}

const podOwners = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

function texts(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}

function matchOf(match: Properties): RouteMatch {
  const type = textAt(match, "path.type");
  return {
    type: type === "Exact" || type === "RegularExpression" ? type : "PathPrefix",
    path: textAt(match, "path.value") ?? "/",
    headers: objectsAt(match, "headers[]").map((header) => ({
      name: textAt(header, "name") ?? "",
      value: textAt(header, "value") ?? "",
    })),
  };
}

/** A rule without matches answers every path. */
const everything: Properties = {};

function routeOf(object: Properties, namespace: string): RouteEntry {
  const inNamespace = (reference: Properties) =>
    fullName({
      namespace: textAt(reference, "namespace") ?? namespace,
      name: textAt(reference, "name") ?? "",
    });
  return {
    namespace,
    name: textAt(object, "metadata.name") ?? "",
    gateways: objectsAt(object, "spec.parentRefs[]").map(inNamespace),
    hostNames: textsAt(object, "spec.hostnames[]"),
    rules: objectsAt(object, "spec.rules[]").map((rule) => {
      const matches = objectsAt(rule, "matches[]");
      return {
        matches: (matches.length === 0 ? [everything] : matches).map(matchOf),
        // A weight of 0 takes a backend out.
        backends: objectsAt(rule, "backendRefs[]")
          .filter((backend) => backend["weight"] !== 0)
          .map(inNamespace),
      };
    }),
  };
}

/** @param releaseNamespace where objects are that name no namespace. */
export function trafficOf(objects: readonly Properties[], releaseNamespace: string): ReleaseTraffic {
  const of = (...kinds: string[]) =>
    objects
      .filter((object) => kinds.includes(String(object["kind"])))
      .map((object) => ({
        object,
        namespace: textAt(object, "metadata.namespace") ?? releaseNamespace,
        name: textAt(object, "metadata.name") ?? "",
      }));
  return {
    pods: of(...podOwners)
      // An autoscaler decides where a manifest names no number.
      .filter(({ object }) => valueAt(object, "spec.replicas") !== 0)
      .map(({ object, namespace, name }) => ({
        namespace,
        owner: `${String(object["kind"])} ${name}`,
        labels: texts(valueAt(object, "spec.template.metadata.labels")),
      })),
    services: of("Service").map(({ object, namespace, name }) => ({
      namespace,
      name,
      selector: texts(valueAt(object, "spec.selector")),
    })),
    gateways: of("Gateway").map(({ object, namespace, name }) => ({
      namespace,
      name,
      hostNames: objectsAt(object, "spec.listeners[]").map((listener) => textAt(listener, "hostname") ?? "*"),
    })),
    routes: of("HTTPRoute").map(({ object, namespace }) => routeOf(object, namespace)),
  };
}
