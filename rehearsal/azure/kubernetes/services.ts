/** Services of type LoadBalancer: what a chart asks AKS' cloud controller for. */
import { isObject, textAt, type Properties } from "../../../lib/properties.ts";

/** Annotations of cloud-provider-azure, docs "LoadBalancer" and "Azure Private Link Service" of the project. */
const prefix = "service.beta.kubernetes.io/azure-";

export interface LoadBalancerService {
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
}

export function annotation(service: LoadBalancerService, name: string): string | undefined {
  return service.annotations[`${prefix}${name}`];
}

/** `namespace/name`, which tells services of one cluster apart. */
export function fullName(service: { readonly namespace: string; readonly name: string }): string {
  return `${service.namespace}/${service.name}`;
}

export function servicesOf(objects: readonly Properties[], namespace: string): LoadBalancerService[] {
  return objects
    .filter((object) => object["kind"] === "Service" && textAt(object, "spec.type") === "LoadBalancer")
    .map((object) => {
      const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
      const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
      return {
        namespace: textAt(object, "metadata.namespace") ?? namespace,
        name: textAt(object, "metadata.name") ?? "service",
        annotations: Object.fromEntries(
          Object.entries(annotations).map(([key, value]) => [key, String(value)]),
        ),
      };
    });
}

/** Without helm nothing is rendered; what the values say of a load balancer is all that can be known. */
export function servicesInValues(values: unknown, namespace: string): LoadBalancerService[] {
  if (Array.isArray(values)) return values.flatMap((item) => servicesInValues(item, namespace));
  if (!isObject(values)) return [];
  const own = Object.entries(values).filter(([key]) => key.startsWith(prefix));
  if (own.length > 0)
    return [
      {
        namespace,
        name: "from-values",
        annotations: Object.fromEntries(own.map(([key, value]) => [key, String(value)])),
      },
    ];
  return Object.values(values).flatMap((item) => servicesInValues(item, namespace));
}
