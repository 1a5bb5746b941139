import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { runStep, stepOf, waitForPort, type StepWorld } from "../../pipelines/release/step.ts";
import { rejection } from "../support/rejection.ts";

function world(codes: Readonly<Record<string, number>>, state = "new", pairs = 1) {
  const calls: string[] = [];
  let running = 0;
  const it: StepWorld & { calls: string[]; left: () => number } = {
    calls,
    left: () => running,
    folder: "/tmp/x",
    run: async (command, args) => {
      const text = [command, ...args].join(" ");
      calls.push(text);
      const key = Object.keys(codes).find((beginning) => text.startsWith(beginning));
      return key === undefined ? 0 : (codes[key] ?? 0);
    },
    json: async (command) =>
      command === "pulumi"
        ? { resourceGroupName: "rg", cluster: { name: "aks" } }
        : Array.from({ length: pairs }, () => ({ new: "stamp-eastus-b", state })),
    start: (command, args) => {
      calls.push([command, ...args].join(" "));
      running += 1;
      return {
        kill: () => {
          running -= 1;
          return true;
        },
      };
    },
    listening: async () => undefined,
  };
  return it;
}

describe("a step of a release", () => {
  it("deploys a new generation and asks it through its cluster", async () => {
    const begin = world({ "npx bulkhead release": 3 });
    expect(await runStep("begin", "default", begin)).to.equal(0);
    expect(begin.calls).to.deep.equal([
      "npx bulkhead up --only stamp-eastus-b",
      "az aks get-credentials --resource-group rg --name aks --file /tmp/x/stamp-eastus-b.kubeconfig --overwrite-existing",
      "kubelogin convert-kubeconfig --login workloadidentity --kubeconfig /tmp/x/stamp-eastus-b.kubeconfig",
      "kubectl --kubeconfig /tmp/x/stamp-eastus-b.kubeconfig --namespace gateway port-forward service/gateway 18443:443",
      "npx bulkhead release --smoke-via stamp-eastus-b=127.0.0.1:18443",
    ]);
    expect(begin.left()).to.equal(0);
  });

  it("agrees to what a person has approved", async () => {
    const shift = world({ "npx bulkhead release": 3 }, "shifting");
    expect(await runStep("50", "int", shift)).to.equal(0);
    expect(shift.calls).to.deep.equal(["npx bulkhead release --env int --approve-step 50"]);
  });

  it("fails where the release was taken back, or the deployment failed", async () => {
    expect(await runStep("50", "default", world({ "npx bulkhead release": 1 }, "shifting"))).to.equal(1);
    const failed = world({ "npx bulkhead up": 1 });
    expect(await runStep("begin", "default", failed)).to.equal(1);
    expect(failed.calls).to.have.length(1);
  });

  it("ends its ways to clusters when something fails", async () => {
    const broken = world({});
    const closed = { ...broken, listening: () => Promise.reject(new Error("Nothing listens")) };
    await rejection(runStep("begin", "default", closed));
    expect(broken.left()).to.equal(0);
  });

  it("needs a release that is under way", async () =>
    expect((await rejection(runStep("begin", "default", world({}, "new", 0)))).message).to.match(
      /release start/,
    ));

  it("is begin, a percentage or destroy", async () => {
    for (const step of ["begin", "10", "100", "destroy"]) expect(stepOf(step)).to.equal(step);
    for (const step of [undefined, "", "0", "101", "abort", "50 --yes-delete-data"])
      expect(() => stepOf(step), String(step)).to.throw(/STEP/);
    expect((await rejection(runStep("begin", "--local", world({})))).message).to.match(/no environment/);
  });

  it("waits for a port, but not for ever", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await waitForPort(port, 1, 0);
    await new Promise((resolve) => server.close(resolve));
    expect((await rejection(waitForPort(port, 2, 0))).message).to.contain(`port ${port}`);
  });
});
