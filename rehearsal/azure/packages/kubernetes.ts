import sdk from "@pulumi/kubernetes/package.json" with { type: "json" };
import { parse } from "yaml";
import { changesBetween } from "../diff.ts";
import { ArmError, ReleaseFailed } from "../errors.ts";
import type { AzureRequest } from "../faults/circumstances.ts";
import type { LocalPackage } from "../grpc/package.ts";
import { idKey } from "../ids.ts";
import { isTest } from "../kubernetes/admission.ts";
import { isLocalChart, render } from "../kubernetes/chart.ts";
import { reconcile, release } from "../kubernetes/cloudController.ts";
import { fullName, servicesInValues, servicesOf, type LoadBalancerService } from "../kubernetes/services.ts";
import { trafficOf } from "../kubernetes/traffic.ts";
import { admitRelease, releaseArm } from "../kubernetes/releases.ts";
import type { Resource } from "../model.ts";
import type { Operation } from "../../faults/model.ts";
import { isObject, textAt, textsAt, type Properties } from "../../../lib/properties.ts";
import type { Subscription } from "../subscription.ts";
import { UnknownTypeError } from "../types/index.ts";
import { typicalMinutes } from "../durations.ts";

const releaseToken = "kubernetes:helm.sh/v3:Release";

export interface KubernetesOptions {
  /** Path of the helm executable, or undefined where there is none. */
  readonly helm: string | undefined;
  /** The program's folder, against which chart paths are taken. */
  readonly directory: string;
}

/** The kubernetes package, as far as Helm releases need it. */
export function kubernetes(subscription: Subscription, options: KubernetesOptions): LocalPackage {
  const azure = subscription.view;
  /** Releases that are being installed and that the store does not know yet. */
  const installing = new Set<string>();
  const effects = {
    put: (resource: Resource) => subscription.store.put(resource),
    remove: (id: string) => subscription.store.remove(id),
  };

  function clusterOf(configuration: Properties): Resource {
    const kubeconfig: unknown =
      typeof configuration["kubeconfig"] === "string" ? parse(configuration["kubeconfig"]) : undefined;
    const server = textsAt(kubeconfig, "clusters[].cluster.server")[0];
    const host = server === undefined ? undefined : new URL(server).hostname;
    const cluster = azure
      .ofType("Microsoft.ContainerService/managedClusters")
      .find(
        (candidate) =>
          host !== undefined &&
          [textAt(candidate.outputs, "privateFQDN"), textAt(candidate.outputs, "fqdn")].includes(host),
      );
    if (cluster) return cluster;
    throw new ArmError(
      "Unreachable",
      503,
      `configured Kubernetes cluster is unreachable: no API server answers at ${server ?? "an unnamed address"}`,
    );
  }

  const storeId = (cluster: Resource, id: string) => `${cluster.id}/helmReleases/${id.replace("/", ".")}`;

  function registryOfChart(chart: string): void {
    if (!chart.includes("://"))
      throw new Error(`chart '${chart}' was not found in ${options.directory} and names no registry`);
    const host = new URL(chart).hostname;
    const known = azure
      .ofType("Microsoft.ContainerRegistry/registries")
      .some((registry) => textAt(registry.outputs, "loginServer") === host);
    if (!known)
      throw new Error(
        `failed to download '${chart}': nothing answers at ${host} from inside the locked-down network`,
      );
  }

  async function servicesFor(
    inputs: Properties,
    name: string,
    namespace: string,
  ): Promise<{ services: LoadBalancerService[]; objects: readonly Properties[] | undefined }> {
    const chart = textAt(inputs, "chart") ?? "";
    const values = isObject(inputs["values"]) ? inputs["values"] : {};
    if (!isLocalChart(chart, options.directory)) {
      registryOfChart(chart);
      return { services: servicesInValues(values, namespace), objects: undefined };
    }
    if (options.helm === undefined)
      return { services: servicesInValues(values, namespace), objects: undefined };
    const objects = await render({
      release: name,
      namespace,
      chart,
      values,
      directory: options.directory,
      helm: options.helm,
    });
    return { services: servicesOf(objects, namespace), objects };
  }

  const requestFor = (
    urn: string,
    cluster: Resource,
    id: string,
    operation: Operation,
    inputs: Properties,
  ): AzureRequest => {
    const stack = urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
    const subject = { type: releaseArm, name: id.split("/")[1] ?? "", stack, operation };
    return { subject, id: storeId(cluster, id), location: cluster.location, inputs };
  };

  async function deploy(
    urn: string,
    cluster: Resource,
    id: string,
    inputs: Properties,
    revision: number,
  ): Promise<Properties> {
    const [namespace = "default", name = "release"] = id.split("/");
    const operation = revision === 1 ? "create" : "update";
    const request = requestFor(urn, cluster, id, operation, inputs);
    subscription.faults?.asked(subscription, request);
    // Helm takes real time to render, of which simulated time must not notice anything.
    subscription.clock.enter();
    const rendered = await servicesFor(inputs, name, namespace).finally(() => subscription.clock.leave());
    const { services } = rendered;
    const contents = admitRelease(azure, cluster, {
      id,
      storeId: storeId(cluster, id),
      inputs,
      objects: rendered.objects,
      helm: options.helm !== undefined,
    });
    const objects = rendered.objects?.filter((object) => !isTest(object));
    const before = subscription.store.get(storeId(cluster, id));
    const minutes = typicalMinutes("helm-release", "install");
    const number = subscription.store.started(urn, operation, id, subscription.clock.now);
    const { failure } = subscription.faults?.accepted(subscription, request) ?? {};
    await subscription.clock.pass(minutes);
    // Our releases are atomic: Helm leaves nothing of one that failed, and of an upgrade what was there before.
    if (failure)
      throw new ReleaseFailed(
        `release ${name} failed, and has been ${revision === 1 ? "uninstalled" : "rolled back"} due to atomic being set: timed out waiting for the condition`,
      );
    const gone = ((before?.facts["services"] ?? []) as LoadBalancerService[]).filter(
      (old) => !services.some((now) => fullName(now) === fullName(old)),
    );
    for (const service of gone) release(azure, effects, cluster, service);
    for (const service of services) reconcile(azure, effects, cluster, service);
    const resourceNames: Record<string, string[]> = {};
    for (const object of objects ?? []) {
      const kind = `${textAt(object, "kind")}/${textAt(object, "apiVersion")}`;
      (resourceNames[kind] ??= []).push(textAt(object, "metadata.name") ?? "");
    }
    const outputs: Properties = {
      ...inputs,
      name,
      namespace,
      resourceNames,
      status: {
        name,
        namespace,
        revision,
        status: "deployed",
        chart: textAt(inputs, "chart"),
        version: textAt(inputs, "version") ?? "",
      },
    };
    effects.put({
      id: storeId(cluster, id),
      arm: releaseArm,
      name,
      location: cluster.location,
      inputs,
      outputs,
      facts: {
        services,
        contents,
        // What was not rendered is not known, which is something else than that it is not there.
        ...(objects === undefined ? {} : { traffic: trafficOf(objects, namespace) }),
      },
      state: "Succeeded",
      until: subscription.clock.now,
    });
    subscription.store.ended(number, subscription.clock.now);
    return outputs;
  }

  const known = (type: string) => {
    if (type !== releaseToken)
      throw new UnknownTypeError(
        `The local Azure does not know the resource type '${type}'. Of kubernetes it knows: ${releaseToken}.`,
      );
  };

  return {
    name: "kubernetes",
    version: sdk.version,
    check(call, inputs, previous) {
      known(call.type);
      const logical = call.urn.split("::").at(-1) ?? "release";
      // pulumi-kubernetes takes the logical name for a release without one, and `default` for the namespace.
      const completed = {
        ...inputs,
        name: inputs["name"] ?? previous?.["name"] ?? logical,
        namespace: inputs["namespace"] ?? "default",
      };
      return {
        inputs: completed,
        problems:
          inputs["chart"] === undefined
            ? [{ property: "chart", reason: "missing required property 'chart'" }]
            : [],
      };
    },
    diff(call, before, after) {
      known(call.type);
      const fixed = ["name", "namespace"];
      return changesBetween(before, after).map((change) => ({
        ...change,
        replaces: fixed.includes(change.path),
      }));
    },
    async create(call, inputs) {
      known(call.type);
      const cluster = clusterOf(call.configuration);
      const id = `${textAt(inputs, "namespace")}/${textAt(inputs, "name")}`;
      const key = storeId(cluster, id);
      if (installing.has(key) || subscription.store.get(key))
        throw new Error(`cannot re-use a name that is still in use: release ${id} on ${cluster.name}`);
      installing.add(key);
      try {
        return { id, outputs: await deploy(call.urn, cluster, id, inputs, 1) };
      } finally {
        installing.delete(key);
      }
    },
    async update(call, id, inputs) {
      const cluster = clusterOf(call.configuration);
      const previous = subscription.store.get(storeId(cluster, id));
      if (!previous) throw new Error(`release ${id} was not found on ${cluster.name}`);
      const revision = Number((previous.outputs["status"] as Properties | undefined)?.["revision"] ?? 1) + 1;
      return deploy(call.urn, cluster, id, inputs, revision);
    },
    read(call, id) {
      const found = subscription.store.get(storeId(clusterOf(call.configuration), id));
      return found && { inputs: found.inputs, outputs: found.outputs };
    },
    async delete(call, id) {
      const cluster = clusterOf(call.configuration);
      const found = subscription.store.get(storeId(cluster, id));
      if (!found) return;
      const request = requestFor(call.urn, cluster, id, "delete", found.inputs);
      subscription.faults?.asked(subscription, request);
      const number = subscription.store.started(call.urn, "delete", id, subscription.clock.now);
      const { failure } = subscription.faults?.accepted(subscription, request) ?? {};
      await subscription.clock.pass(typicalMinutes("helm-release", "delete"));
      if (failure)
        throw new ReleaseFailed(
          "uninstallation completed with 1 error(s): timed out waiting for the condition",
        );
      for (const service of (found.facts["services"] ?? []) as LoadBalancerService[])
        release(azure, effects, cluster, service);
      effects.remove(idKey(found.id));
      subscription.store.ended(number, subscription.clock.now);
    },
    invoke(token) {
      throw new UnknownTypeError(`The local Azure does not know the function '${token}'.`);
    },
  };
}
