import { expect } from "chai";
import { parseFaults } from "../../../rehearsal/faults/file.ts";
import type { Server } from "node:http";
import { serveArm } from "../../../rehearsal/azure/arm.ts";
import { ailOrigins } from "../../../rehearsal/azure/routing/ailing.ts";
import { requestConnection } from "../../../rehearsal/azure/links.ts";
import { newKit, type Kit } from "./kit.ts";
import { madeByAzure, policy } from "./networkKit.ts";

interface Answer {
  readonly status: number;
  readonly body: { error?: { code: string; message: string }; [key: string]: unknown };
}

describe("rehearsal/azure: Resource Manager over HTTP", () => {
  let kit: Kit;
  let server: Server;
  let base: string;
  let pls: string;
  const orders: string[] = [];
  const note = (order: string) => (stack: string) => void orders.push(`${order} ${stack}`);

  beforeEach(async () => {
    kit = await newKit();
    pls = `${kit.providers}/Microsoft.Network/privateLinkServices/pls`;
    kit.store.put(madeByAzure(pls, "Microsoft.Network/privateLinkServices", { alias: "pls.alias" }));
    const effects = { put: kit.store.put.bind(kit.store), remove: kit.store.remove.bind(kit.store) };
    requestConnection(kit.subscription.view, effects, pls, {
      privateEndpointId: "/endpoints/pep",
      groupId: "",
      description: "stamp",
      approved: false,
    });
    orders.length = 0;
    const served = await serveArm(kit.subscription, {
      status: () => ({ now: kit.clock.now }),
      hold: note("hold"),
      release: note("release"),
      operationsSince: (number) => kit.store.operationsSince(number),
      lose: (ids) => ids.reduce((sum, id) => sum + kit.subscription.lose(id), 0),
      pass: (minutes) => kit.clock.pass(minutes),
      ail: (stack, reason) => ailOrigins(kit.subscription.view, kit.store, stack, reason),
      setFaults: ({ plan, command }) => void orders.push(`faults ${plan?.faults.length ?? 0} ${command}`),
      stop: () => void orders.push("stop"),
    });
    server = served.server;
    base = `http://127.0.0.1:${served.port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function call(
    method: string,
    path: string,
    body?: unknown,
    query = "?api-version=2024-05-01",
  ): Promise<Answer> {
    const response = await fetch(`${base}${path}${query}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] };
  }
  const state = (status: string, description?: string) => ({
    properties: { privateLinkServiceConnectionState: { status, description } },
  });
  const list = async () =>
    (await call("GET", `${pls}/privateEndpointConnections`)).body["value"] as {
      id: string;
      name: string;
      properties: { privateLinkServiceConnectionState: object; privateEndpoint: { id: string } };
    }[];

  it("answers a resource by its id, in any case", async () => {
    const id = await policy(kit, "afwp");
    const answer = await call("GET", id.toUpperCase());
    expect(answer.status).to.equal(200);
    expect(answer.body).to.include({
      id,
      name: "afwp",
      type: "Microsoft.Network/firewallPolicies",
      location: "eastus",
    });
    expect(answer.body["properties"]).to.include({ provisioningState: "Succeeded" });
  });

  it("says what is not there in ARM's form", async () => {
    for (const path of [
      `${pls}-none`,
      `${pls}-none/privateEndpointConnections`,
      `${pls}/privateEndpointConnections/none`,
    ]) {
      const answer = await call("GET", path);
      expect(answer.status).to.equal(404);
      expect(answer.body.error?.code).to.equal("ResourceNotFound");
      expect(answer.body.error?.message).to.contain("none");
    }
    const put = await call("PUT", `${pls}/privateEndpointConnections/none`, state("Approved"));
    expect([put.status, put.body.error?.code]).to.deep.equal([404, "ResourceNotFound"]);
  });

  it("wants an api-version and only answers what it knows", async () => {
    const bare = await call("GET", pls, undefined, "");
    expect([bare.status, bare.body.error?.code]).to.deep.equal([400, "MissingApiVersionParameter"]);
    const put = await call("PUT", pls, {});
    expect([put.status, put.body.error?.code]).to.deep.equal([501, "NotImplemented"]);
    const post = await call("POST", `${pls}/privateEndpointConnections`, {});
    expect([post.status, post.body.error?.code]).to.deep.equal([405, "MethodNotAllowed"]);
    const broken = await call("PUT", `${pls}/privateEndpointConnections/x`, "{");
    expect([broken.status, broken.body.error?.code]).to.deep.equal([400, "InvalidRequestContent"]);
  });

  it("lets somebody write an origin past Pulumi, by the rules that hold for everybody", async () => {
    const properties = { hostName: "www.example.com", httpsPort: 443, priority: 1, weight: 500 };
    const place = { profileName: "afd", originGroupName: "og", originName: "web" };
    await kit.create("cdn:Profile", {
      profileName: "afd",
      location: "Global",
      sku: { name: "Premium_AzureFrontDoor" },
    });
    await kit.create("cdn:AFDOriginGroup", { ...place, originName: undefined, loadBalancingSettings: {} });
    const { id } = await kit.create("cdn:AFDOrigin", { ...place, ...properties, enabledState: "Enabled" });
    const put = (at: string, changed: object) =>
      call("PUT", at, { properties: { ...properties, ...changed } });
    const answer = await put(id, { enabledState: "Disabled" });
    expect(answer.status).to.equal(200);
    expect(answer.body["properties"]).to.include({ enabledState: "Disabled" });
    expect(kit.store.get(id)?.inputs).to.include({ ...place, enabledState: "Disabled", weight: 500 });
    const wrong = await put(id, { enabledState: "Disabled", weight: 5000 });
    expect([wrong.status, wrong.body.error?.code]).to.deep.equal([400, "BadRequest"]);
    const other = await put(`${id}-b`, { enabledState: "Disabled" });
    expect([other.status, other.body.error?.code]).to.deep.equal([501, "NotImplemented"]);
  });

  it("loses a resource group at once with all that is in it, and keeps what is soft-deleted", async () => {
    const id = await policy(kit, "afwp");
    const group = id.slice(0, id.indexOf("/providers/"));
    const answer = await call("POST", "/local/lose", { groups: [group] }, "");
    expect(answer.status).to.equal(200);
    expect(answer.body["resources"]).to.be.greaterThan(1);
    expect([kit.store.get(id), kit.store.get(group)]).to.deep.equal([undefined, undefined]);
    const again = await call("POST", "/local/lose", { groups: [group] }, "");
    expect(again.body["resources"]).to.equal(0);
  });

  it("lists and approves a connection, which takes simulated time", async () => {
    const [pending] = await list();
    expect(pending?.properties.privateEndpoint.id).to.equal("/endpoints/pep");
    expect(pending?.properties.privateLinkServiceConnectionState).to.include({
      status: "Pending",
      description: "stamp",
    });
    const before = kit.clock.now;
    const approved = await call("PUT", pending?.id ?? "", state("Approved", "stamp"));
    expect(approved.status).to.equal(200);
    expect(kit.clock.now - before).to.be.closeTo(0.5, 1e-9);
    expect((await list())[0]?.properties.privateLinkServiceConnectionState).to.include({
      status: "Approved",
    });
    expect((await call("GET", pending?.id ?? "")).body).to.deep.include({ name: pending?.name });
  });

  it("answers an approval as the faults want it", async () => {
    const id = (await list())[0]?.id ?? "";
    const faults = (...entries: object[]) => {
      kit.subscription.faults?.end();
      kit.subscription.faults?.begin(parseFaults({ faults: entries }, "faults.yaml"));
    };
    const status = async () => (await list())[0]?.properties.privateLinkServiceConnectionState;
    faults({ fault: "throttling", retryAfterSeconds: 90 });
    // Whoever asks here waits in real time, which the minutes of a rehearsal are not: the wait is over with the answer.
    const refusal = async () => {
      const before = kit.clock.now;
      const { status, headers } = await fetch(`${base}${id}?api-version=2024-05-01`, {
        method: "PUT",
        body: JSON.stringify(state("Approved")),
      });
      return [status, headers.get("retry-after"), Math.round((kit.clock.now - before) * 60)];
    };
    expect(await refusal()).to.deep.equal([429, "0", 90]);
    faults({ fault: "server-error", status: 503 });
    expect(await refusal()).to.deep.equal([503, "0", 15]);
    faults({ fault: "clock-skew" });
    expect(await refusal()).to.deep.equal([401, null, 0]);
    faults({ fault: "busy", type: "Microsoft.KeyVault/*" }, { fault: "operation-failed" });
    expect(kit.subscription.faults?.report().map(({ struck }) => struck)).to.deep.equal([0, 0]);
    faults({ fault: "lost-answer", times: 1 });
    expect(await call("PUT", id, state("Approved")).catch(() => "no answer")).to.equal("no answer");
    await kit.clock.pass(1);
    expect(await status()).to.include({ status: "Approved" });
    faults({ fault: "link-recreated" });
    await call("PUT", id, state("Approved"));
    expect(await list()).to.deep.equal([]);
  });

  it("takes faults from the command whose they are", async () => {
    const { faults } = parseFaults({ faults: [{ fault: "busy" }] }, "faults.yaml");
    const answer = await call("POST", "/local/faults", { plan: { faults }, command: 7 }, "");
    expect(answer.status).to.equal(204);
    expect(orders).to.deep.equal(["faults 1 7"]);
    expect((await call("POST", "/local/faults", { plan: { faults: [{}] } }, "")).status).to.equal(400);
  });

  it("refuses states that are none, and to approve what is disconnected", async () => {
    const id = (await list())[0]?.id ?? "";
    const wrong = await call("PUT", id, state("Welcome"));
    expect([wrong.status, wrong.body.error?.code]).to.deep.equal([400, "InvalidParameter"]);
    expect((await call("PUT", id, state("Disconnected"))).status).to.equal(200);
    const late = await call("PUT", id, state("Approved"));
    expect([late.status, late.body.error?.code]).to.deep.equal([
      400,
      "PrivateEndpointConnectionIsDisconnected",
    ]);
  });

  it("removes a connection, once", async () => {
    const id = (await list())[0]?.id ?? "";
    expect((await call("DELETE", id)).status).to.equal(200);
    expect((await call("DELETE", id)).status).to.equal(204);
    expect(await list()).to.deep.equal([]);
  });

  it("takes the command line's own orders without api-version", async () => {
    expect((await call("GET", "/local/status", undefined, "")).body).to.deep.equal({ now: kit.clock.now });
    expect((await call("GET", "/local/operations", undefined, "?since=0")).body)
      .to.be.an("array")
      .with.length(1);
    for (const order of ["hold", "release"])
      expect((await call("POST", `/local/${order}`, undefined, "?stack=global")).status).to.equal(204);
    expect((await call("POST", "/local/stop", undefined, "")).status).to.equal(202);
    expect(orders).to.deep.equal(["hold global", "release global", "stop"]);
    expect((await call("POST", "/local/dance", undefined, "")).status).to.equal(404);
  });

  it("lets time pass when the command line says so", async () => {
    const before = kit.clock.now;
    expect((await call("POST", "/local/pass", undefined, "?minutes=30")).status).to.equal(204);
    expect(kit.clock.now - before).to.be.closeTo(30, 1e-9);
  });

  it("says how many origins of a stack it made ill", async () => {
    const { status, body } = await call("POST", "/local/ail", { reason: "a bad version" }, "?stack=stamp-x");
    expect([status, body["origins"]]).to.deep.equal([200, 0]);
  });

  it("takes a purge of an endpoint that exists, for paths", async () => {
    const endpoint = `${kit.providers}/Microsoft.Cdn/profiles/afd/afdEndpoints/fd`;
    const refusal = async (body: unknown) => (await call("POST", `${endpoint}/purge`, body)).body.error?.code;
    expect(await refusal({ contentPaths: ["/*"] })).to.equal("ResourceNotFound");
    kit.store.put(madeByAzure(endpoint, "Microsoft.Cdn/profiles/afdEndpoints", {}));
    expect(await refusal({})).to.equal("BadRequest");
    expect(await refusal({ contentPaths: ["site/*"] })).to.equal("BadRequest");
    expect((await call("POST", `${endpoint}/purge`, { contentPaths: ["/*"] })).status).to.equal(202);
    const purges = (kit.store.operationsSince(0) as { operation: string; id: string }[]).filter(
      ({ operation }) => operation === "purge",
    );
    expect(purges.map(({ id }) => id)).to.deep.equal([`${endpoint}/purge`]);
  });
});
