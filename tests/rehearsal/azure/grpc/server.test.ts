import * as grpc from "@grpc/grpc-js";
import { expect } from "chai";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import { ArmError, ProvisioningFailed } from "../../../../rehearsal/azure/errors.ts";
import { PackageServer } from "../../../../rehearsal/azure/grpc/server.ts";
import { unknownValue } from "../../../../rehearsal/azure/grpc/struct.ts";
import { azureNative } from "../../../../rehearsal/azure/packages/azureNative.ts";
import { random } from "../../../../rehearsal/azure/packages/random.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { location, newKit, type Kit } from "../kit.ts";

const signature = "4dabf18193072939515e22adb298388d";
const secretOf = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const outputOf = (value?: unknown) => ({
  [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...(value === undefined ? {} : { value }),
});
const policyType = "azure-native:network:FirewallPolicy";
const urnOf = (type: string) =>
  `urn:pulumi:stamp-eastus::bulkhead::bulkhead:network:EgressFirewall$${type}::name`;
const struct = (value: object) =>
  structPb.Struct.fromJavaScript(value as Record<string, structPb.JavaScriptValue>);
const plain = (value: structPb.Struct | undefined) => value?.toJavaScript() as Properties;

type Method =
  | "checkConfig"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "invoke"
  | "configure"
  | "getPluginInfo"
  | "diffConfig";

describe("rehearsal/azure: the package server", () => {
  let kit: Kit;
  let servers: PackageServer[];
  let clients: grpc.Client[];
  let heard: string[];
  let azure: Client;

  type Client = <T>(method: Method, request: object) => Promise<T>;

  async function serve(
    local: ConstructorParameters<typeof PackageServer>[0],
  ): Promise<{ connect: () => Client }> {
    const server = new PackageServer(local, kit.clock, (stack) => heard.push(stack));
    const port = await server.listen();
    servers.push(server);
    const connect = (): Client => {
      const Stub = providerGrpc.ResourceProviderClient as unknown as new (
        address: string,
        credentials: grpc.ChannelCredentials,
        options: object,
      ) => grpc.Client;
      // Connections are not shared: the engine opens one per provider instance.
      const client = new Stub(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
        "grpc.use_local_subchannel_pool": 1,
      });
      clients.push(client);
      const methods = client as unknown as Record<
        Method,
        (request: object, reply: (error: grpc.ServiceError | null, response: unknown) => void) => void
      >;
      return <T>(method: Method, request: object) =>
        new Promise<T>((resolve, reject) =>
          methods[method](request, (error, response) => (error ? reject(error) : resolve(response as T))),
        );
    };
    return { connect };
  }

  beforeEach(async () => {
    kit = await newKit();
    servers = [];
    clients = [];
    heard = [];
    azure = (await serve(azureNative(kit.subscription))).connect();
  });
  afterEach(() => {
    for (const client of clients) client.close();
    for (const server of servers) server.close();
  });

  const good = { resourceGroupName: "rg-test", firewallPolicyName: "afwp", location };

  function checkRequest(type: string, news: object): pb.CheckRequest {
    const request = new pb.CheckRequest();
    request.setUrn(urnOf(type));
    request.setNews(struct(news));
    return request;
  }

  function createRequest(type: string, properties: object, preview = false): pb.CreateRequest {
    const request = new pb.CreateRequest();
    request.setUrn(urnOf(type));
    request.setProperties(struct(properties));
    request.setPreview(preview);
    return request;
  }

  function diffRequest(before: object, after: object): pb.DiffRequest {
    const request = new pb.DiffRequest();
    request.setUrn(urnOf(policyType));
    request.setOldInputs(struct(before));
    request.setNews(struct(after));
    return request;
  }

  async function failure(promise: Promise<unknown>): Promise<grpc.ServiceError> {
    return promise.then(
      () => expect.fail("it was accepted"),
      (error: unknown) => error as grpc.ServiceError,
    );
  }

  it("says that previews are supported and takes plain values", async () => {
    const response = await azure<pb.ConfigureResponse>("configure", new pb.ConfigureRequest());
    expect(response.toObject()).to.include({
      supportspreview: true,
      acceptsecrets: false,
      acceptresources: false,
      acceptoutputs: false,
    });
    await azure("getPluginInfo", new emptyPb.Empty());
  });

  it("checks inputs, reports what is missing by property, and hears the stack", async () => {
    const complete = await azure<pb.CheckResponse>(
      "check",
      checkRequest(policyType, { ...good, tags: { owner: secretOf("me"), none: null } }),
    );
    expect(plain(complete.getInputs())).to.deep.equal({ ...good, tags: { owner: "me" } });
    expect(complete.getFailuresList()).to.deep.equal([]);
    const poor = await azure<pb.CheckResponse>(
      "check",
      checkRequest("azure-native:network:Subnet", { resourceGroupName: "rg-test", subnetName: "a" }),
    );
    expect(poor.getFailuresList().map((item) => item.toObject())).to.deep.equal([
      { property: "virtualNetworkName", reason: "missing required property 'virtualNetworkName'" },
    ]);
    expect(heard).to.deep.equal(["stamp-eastus", "stamp-eastus"]);
  });

  it("keeps the configuration of every provider instance to itself", async () => {
    const server = await serve(azureNative(kit.subscription));
    const [east, west] = [server.connect(), server.connect()];
    for (const [client, region] of [
      [east, "eastus"],
      [west, "westeurope"],
    ] as const) {
      const request = new pb.ConfigureRequest();
      request.setArgs(struct({ location: region }));
      await client("configure", request);
    }
    const { location: _, ...inputs } = good;
    const locations = await Promise.all(
      [east, west].map(
        async (client) =>
          plain((await client<pb.CheckResponse>("check", checkRequest(policyType, inputs))).getInputs())[
            "location"
          ],
      ),
    );
    expect(locations).to.deep.equal(["eastus", "westeurope"]);
  });

  it("tells changes, replacements and that the old one goes first", async () => {
    const same = await azure<pb.DiffResponse>("diff", diffRequest(good, { ...good, tags: null }));
    expect(same.getChanges()).to.equal(pb.DiffResponse.DiffChanges.DIFF_NONE);
    const update = await azure<pb.DiffResponse>(
      "diff",
      diffRequest({ ...good, tags: { a: "1" } }, { ...good, tags: { a: "2" } }),
    );
    expect(update.getChanges()).to.equal(pb.DiffResponse.DiffChanges.DIFF_SOME);
    expect([update.getDiffsList(), update.getReplacesList(), update.getDeletebeforereplace()]).to.deep.equal([
      ["tags"],
      [],
      false,
    ]);
    expect(update.getDetaileddiffMap().get("tags.a")?.getKind()).to.equal(pb.PropertyDiff.Kind.UPDATE);
    const replace = await azure<pb.DiffResponse>(
      "diff",
      diffRequest(good, { ...good, location: unknownValue, threatIntelMode: "Deny" }),
    );
    expect([replace.getReplacesList(), replace.getDeletebeforereplace()]).to.deep.equal([["location"], true]);
    expect(replace.getDetaileddiffMap().get("location")?.getKind()).to.equal(
      pb.PropertyDiff.Kind.UPDATE_REPLACE,
    );
    expect(replace.getDetaileddiffMap().get("threatIntelMode")?.getKind()).to.equal(pb.PropertyDiff.Kind.ADD);
  });

  it("previews a creation with values that are not known, without making anything", async () => {
    const inputs = { ...good, basePolicy: { id: unknownValue }, tags: outputOf() };
    const response = await azure<pb.CreateResponse>("create", createRequest(policyType, inputs, true));
    expect(response.getId()).to.equal("");
    expect(plain(response.getProperties())).to.deep.equal({
      ...good,
      basePolicy: { id: unknownValue },
      tags: unknownValue,
    });
    expect(kit.subscription.view.ofType("Microsoft.Network/firewallPolicies")).to.deep.equal([]);
    expect((await failure(azure("create", createRequest(policyType, inputs)))).details).to.contain(
      "values that are not known",
    );
  });

  it("creates, reads, updates and deletes", async () => {
    const made = await azure<pb.CreateResponse>(
      "create",
      createRequest(policyType, { ...good, tags: outputOf({ a: secretOf("b") }) }),
    );
    expect(made.getId()).to.equal(`${kit.providers}/Microsoft.Network/firewallPolicies/afwp`);
    expect(plain(made.getProperties())).to.deep.include({ provisioningState: "Succeeded", tags: { a: "b" } });

    const read = new pb.ReadRequest();
    read.setUrn(urnOf(policyType));
    read.setId(made.getId());
    const found = await azure<pb.ReadResponse>("read", read);
    expect(found.getId()).to.equal(made.getId());
    expect(plain(found.getInputs())).to.deep.equal({ ...good, tags: { a: "b" } });

    const update = new pb.UpdateRequest();
    update.setUrn(urnOf(policyType));
    update.setId(made.getId());
    update.setNews(struct({ ...good, threatIntelMode: "Deny" }));
    update.setOlds(made.getProperties());
    update.setPreview(true);
    // What no update changes is known beforehand: else everything that names the resource would be replaced.
    expect(plain((await azure<pb.UpdateResponse>("update", update)).getProperties())).to.deep.equal({
      ...good,
      name: "afwp",
      threatIntelMode: "Deny",
    });
    expect(kit.subscription.read(made.getId())?.outputs).not.to.have.property("threatIntelMode");
    update.setPreview(false);
    expect(plain((await azure<pb.UpdateResponse>("update", update)).getProperties())).to.include({
      threatIntelMode: "Deny",
    });

    const remove = new pb.DeleteRequest();
    remove.setUrn(urnOf(policyType));
    remove.setId(made.getId());
    await azure("delete", remove);
    expect((await azure<pb.ReadResponse>("read", read)).getId()).to.equal("");
  });

  it("shows refusals as azure-native does", async () => {
    const error = await failure(
      azure("create", createRequest(policyType, { ...good, resourceGroupName: "rg-none" })),
    );
    expect(error.code).to.equal(grpc.status.UNKNOWN);
    expect(error.details).to.equal(
      `Status=404 Code="ResourceGroupNotFound" Message="Resource group 'rg-none' could not be found."`,
    );
  });

  it("hands over what Azure made and could not finish, so that nobody makes it again", async () => {
    const half = new ProvisioningFailed(
      new ArmError("OutboundConnFail", 400, "no way out"),
      "/subscriptions/s/x",
      { a: 1 },
      { b: 2 },
    );
    const broken = { ...azureNative(kit.subscription), create: () => Promise.reject(half) };
    const client = (await serve(broken)).connect();
    const error = await failure(client("create", createRequest(policyType, {})));
    expect(error.details).to.contain('Code="OutboundConnFail"');
    const [packed] = error.metadata.get("grpc-status-details-bin");
    const status = statusPb.Status.deserializeBinary(packed as Buffer);
    const detail = pb.ErrorResourceInitFailed.deserializeBinary(
      status.getDetailsList()[0]?.getValue_asU8() ?? new Uint8Array(),
    );
    expect(detail.getId()).to.equal("/subscriptions/s/x");
    expect([plain(detail.getInputs()), plain(detail.getProperties())]).to.deep.equal([{ a: 1 }, { b: 2 }]);
  });

  it("fails loudly for types, functions and packages that nobody taught it", async () => {
    const unknown = "azure-native:batch:BatchAccount";
    const invoke = new pb.InvokeRequest();
    invoke.setTok("azure-native:network:getNothing");
    const attempts: [Promise<unknown>, string][] = [
      [azure("check", checkRequest(unknown, {})), unknown],
      [azure("create", createRequest(unknown, {})), unknown],
      [azure("check", checkRequest("aws:s3/bucket:Bucket", {})), "aws:s3/bucket:Bucket"],
      [azure("invoke", invoke), "getNothing"],
    ];
    for (const [attempt, culprit] of attempts) {
      const error = await failure(attempt);
      expect(error.code).to.equal(grpc.status.UNIMPLEMENTED);
      expect(error.details).to.contain(culprit);
    }
  });

  it("lets operations overlap in simulated time though they come one after the other", async () => {
    const start = kit.clock.now;
    const zone = (name: string) =>
      createRequest("azure-native:privatedns:PrivateZone", {
        resourceGroupName: "rg-test",
        privateZoneName: name,
        location: "global",
      });
    await Promise.all(["a.example", "b.example", "c.example"].map((name) => azure("create", zone(name))));
    expect(kit.clock.now - start).to.be.closeTo(0.7, 1e-9);
  });

  it("wraps outputs that are secret whatever the program says", async () => {
    const client = (await serve(random())).connect();
    const made = await client<pb.CreateResponse>(
      "create",
      createRequest("random:index/randomPassword:RandomPassword", { length: 12 }),
    );
    const result = plain(made.getProperties())["result"] as Properties;
    expect(result[signature]).to.equal(secretOf("")[signature]);
    expect(result["value"]).to.have.length(12);
    const text = await client<pb.CreateResponse>(
      "create",
      createRequest("random:index/randomString:RandomString", { length: 12 }),
    );
    expect(plain(text.getProperties())["result"]).to.equal(text.getId());
  });
});
