import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { expect } from "chai";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { target } from "./fakeArm.ts";

const plugin = path.join(import.meta.dirname, "..", "..", "provider", "pulumi-resource-bulkhead");

describe("provider/pulumi-resource-bulkhead", function () {
  it("starts as Pulumi starts it, prints its port and answers", async function () {
    if (process.platform === "win32") return this.skip();
    const child = spawn(plugin, [], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const client = new providerGrpc.ResourceProviderClient(
        `127.0.0.1:${line.toString().trim()}`,
        grpc.credentials.createInsecure(),
      );
      const request = new providerPb.CheckRequest();
      request.setUrn("urn:pulumi:dev::bulkhead::bulkhead:edge:PrivateLinkApproval::a");
      request.setOlds(structPb.Struct.fromJavaScript({}));
      request.setNews(structPb.Struct.fromJavaScript({ targetId: target, requestMessage: "" }));
      const response = await new Promise<providerPb.CheckResponse>((resolve, reject) => {
        client.check(request, (error, answer) => (error === null ? resolve(answer) : reject(error)));
      });
      expect(response.getFailuresList().map((failure) => failure.getProperty())).to.deep.equal([
        "requestMessage",
      ]);
      client.close();
    } finally {
      child.kill();
    }
  });
});
