import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startControlPlane, type ControlPlane } from "../../rehearsal/cluster/controlPlane.ts";
import { runCommand, type CommandResult } from "../../rehearsal/engine/command.ts";
import { ensureHelm } from "../../rehearsal/engine/helm.ts";
import { writeValues, type LocalRelease } from "../charts/releases.ts";

/** As much of an object of Kubernetes as the tests look at. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

const helmTimeout = 300_000;
const patience = 60_000;

/** A control plane with a folder of its own and Helm at hand. */
export class Cluster {
  readonly folder: string;
  readonly plane: ControlPlane;
  readonly #helm: string;

  private constructor(folder: string, plane: ControlPlane, helm: string) {
    this.folder = folder;
    this.plane = plane;
    this.#helm = helm;
  }

  static async start(): Promise<Cluster> {
    const report = (line: string): void => console.error(`      ${line}`);
    const helm = await ensureHelm({ choice: "auto", report });
    if (helm.kind === "none") throw new Error(`There is no Helm: ${helm.reason}`);
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-cluster-"));
    return new Cluster(folder, await startControlPlane(folder, report), helm.helm);
  }

  async stop(): Promise<void> {
    await this.plane.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** kubectl's answer, which must be a success. */
  async kubectl(...args: string[]): Promise<string> {
    const result = await this.plane.kubectl(args);
    if (!result.ok) throw new Error(`kubectl ${args.join(" ")}: ${result.problem}`);
    return result.stdout;
  }

  /** What kubectl says to a manifest, success or not. */
  apply(manifest: object, ...args: string[]): Promise<CommandResult> {
    const file = join(this.folder, "manifest.json");
    writeFileSync(file, JSON.stringify(manifest));
    return this.plane.kubectl(["apply", "--filename", file, ...args]);
  }

  async list(kind: string, ...args: string[]): Promise<KubernetesObject[]> {
    const { items } = JSON.parse(await this.kubectl("get", kind, "--output", "json", ...args)) as {
      items: KubernetesObject[];
    };
    return items;
  }

  /** Installs or upgrades as a stamp's program does, and waits until everything is ready. */
  async release(release: LocalRelease, over: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const args = [
      ...["upgrade", "--install", release.name, release.chart, "--namespace", release.namespace],
      ...["--create-namespace", "--values", writeValues(this.folder, release, over)],
      ...["--wait", "--timeout", `${helmTimeout / 1000}s`, "--kubeconfig", this.plane.kubeconfig],
    ];
    const installing = runCommand(this.#helm, args, { env: process.env, timeout: helmTimeout + patience });
    let waiting = true;
    const result = await Promise.all([
      installing.finally(() => (waiting = false)),
      this.#giveAddresses(() => waiting),
    ]).then(([answer]) => answer);
    if (!result.ok)
      throw new Error(`${release.name}: ${result.problem}${await this.#why(release.namespace)}`);
  }

  /** Asks again until the answer is yes. */
  async eventually(what: string, check: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + patience;
    while (!(await check())) {
      if (Date.now() > deadline) throw new Error(`Not within ${patience / 1000} s: ${what}`);
      await sleep(250);
    }
  }

  /** Does what Azure's cloud controller does: gives load balancers an address, without which Helm waits for them. */
  async #giveAddresses(waiting: () => boolean): Promise<void> {
    while (waiting()) {
      for (const { metadata, spec, status } of await this.list("services", "--all-namespaces")) {
        const balancer = status?.["loadBalancer"] as { ingress?: unknown } | undefined;
        if (spec["type"] !== "LoadBalancer" || balancer?.ingress !== undefined) continue;
        const patch = { status: { loadBalancer: { ingress: [{ ip: "10.10.15.4" }] } } };
        await this.kubectl(
          ...["patch", "service", metadata.name, "--namespace", metadata.namespace ?? ""],
          ...["--subresource=status", "--type=merge", "--patch", JSON.stringify(patch)],
        );
      }
      await sleep(500);
    }
  }

  /** What the cluster complained about, for the message of a release that did not become ready. */
  async #why(namespace: string): Promise<string> {
    const events = await this.plane.kubectl([
      ...["get", "events", "--namespace", namespace, "--field-selector", "type=Warning"],
      ...["--output", "custom-columns=:.reason,:.message", "--no-headers"],
    ]);
    return `\n${[...new Set(events.stdout.trim().split("\n"))].slice(-10).join("\n")}`;
  }
}
