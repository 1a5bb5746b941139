import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { clockCheck, subscriptionCheck } from "../../../cli/doctor/checks/signIn.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import { realWorld, runCommand, stackFileFacts } from "../../../cli/doctor/realWorld.ts";
import { at, recordedAnswers, smallNeeds, subscriptionId } from "./recorded.ts";

describe("doctor's real world", () => {
  let server: Server;
  let endpoint: string;
  const requests: string[] = [];

  before(async () => {
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      const answer = recordedAnswers().get[(request.url ?? "").split("?")[0] ?? ""];
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? { error: { code: "NotFound", message: "no" } }));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const world = () =>
    realWorld(tmpdir(), subscriptionId, smallNeeds(), [], { BULKHEAD_ARM_ENDPOINT: endpoint });

  it("asks Resource Manager over HTTP, each question once, with the documented version", async () => {
    const one = world();
    await examine([subscriptionCheck, subscriptionCheck], one);
    const found = await examine([subscriptionCheck], one);
    expect(found.map(({ severity }) => severity)).to.deep.equal(["ok"]);
    expect(requests.filter((line) => line.startsWith(`GET ${at("")}?`))).to.deep.equal([
      `GET ${at("")}?api-version=2022-12-01`,
    ]);
  });

  it("reads Azure's clock without signing in, from whatever is answered", async () => {
    const [finding] = await examine([clockCheck], world());
    expect(finding?.severity, finding?.text).to.equal("ok");
  });

  it("makes a finding of a clock that cannot be read", async () => {
    const gone = realWorld(tmpdir(), subscriptionId, smallNeeds(), [], {
      BULKHEAD_ARM_ENDPOINT: "http://127.0.0.1:1",
    });
    const [finding] = await examine([clockCheck], gone);
    expect(finding?.severity).to.equal("unknown");
    expect(finding?.text).to.contain("did not answer");
  });

  it("says who is signed in only where there is a token", async () => {
    const failed = await world()
      .identity()
      .catch((reason: unknown) => reason);
    expect(String(failed)).to.contain("SignInFailed");
  });

  it("connects by TCP, and fails where nobody listens", async () => {
    const { port } = server.address() as AddressInfo;
    expect(await world().connect("127.0.0.1", port)).to.be.greaterThan(0);
    const failed = await world()
      .connect("127.0.0.1", 1)
      .catch((reason: unknown) => reason);
    expect(failed).to.be.instanceOf(Error);
  });

  it("runs programs without ever throwing", async () => {
    const run = (code: string) => runCommand(process.execPath, ["-e", code], tmpdir());
    expect(await run("console.log(1)")).to.deep.equal({ code: 0, output: "1\n", error: "" });
    expect((await run("console.error(2); process.exit(3)")).code).to.equal(3);
    expect((await runCommand("no-such-program-here", [], tmpdir())).code).to.equal(undefined);
  });

  it("reads secrets provider and subscription of stack files", () => {
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-doctor-"));
    try {
      writeFileSync(
        join(folder, "Pulumi.global.yaml"),
        "secretsprovider: azurekeyvault://kv/keys/k\nconfig:\n  azure-native:subscriptionId: sub\n  bulkhead:location: eastus\n",
      );
      writeFileSync(join(folder, "Pulumi.stamp-eastus.yaml"), "config:\n  bulkhead:location: eastus\n");
      expect(stackFileFacts(folder, ["global", "stamp-eastus"])).to.deep.equal([
        {
          stack: "global",
          file: "Pulumi.global.yaml",
          secretsProvider: "azurekeyvault://kv/keys/k",
          subscriptionId: "sub",
        },
        {
          stack: "stamp-eastus",
          file: "Pulumi.stamp-eastus.yaml",
          secretsProvider: undefined,
          subscriptionId: undefined,
        },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
