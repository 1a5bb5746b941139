import { createRequire } from "node:module";
import { expect } from "chai";
import { remembering } from "../../policy/src/deserializeOnce.ts";
import { unguarded } from "../../policy/src/pulumi.ts";

type Analyze = (call: { request: object }, reply: (error: unknown, response: object) => void) => void;
interface Message {
  setType(type: string): void;
  setProperties(properties: object): void;
  setOptions(options: object): void;
}

const require = createRequire(import.meta.url);
const { makeAnalyzeRpcFun } = require("@pulumi/policy/server.js") as {
  makeAnalyzeRpcFun: (pack: string, version: string, level: string, policies: object[]) => Analyze;
};
const { AnalyzeRequest, AnalyzerResourceOptions } = require("@pulumi/pulumi/proto/analyzer_pb.js") as {
  AnalyzeRequest: new () => Message;
  AnalyzerResourceOptions: new () => object;
};
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript: (inputs: object) => object };
};

describe("policy/deserializeOnce", () => {
  it("reads a message once, and again for remediations", () => {
    let reads = 0;
    const read = remembering(() => ({ read: (reads += 1) }));
    const message = {};
    expect(read(message, false)).to.equal(read(message, false));
    expect(read({}, false)).not.to.equal(read(message, false));
    expect(read(message, true)).not.to.equal(read(message, true));
    expect(reads).to.equal(4);
  });

  it("is what the SDK uses: all policies are shown the same inputs of a resource", async () => {
    const shown: object[] = [];
    const policy = (name: string): object => ({
      name,
      description: name,
      validateResource: ({ props }: { props: Record<string, unknown> }) => void shown.push(unguarded(props)),
    });
    const analyze = makeAnalyzeRpcFun("pack", "1.0.0", "mandatory", [policy("a"), policy("b")]);
    const request = new AnalyzeRequest();
    request.setType("azure-native:network:Subnet");
    request.setProperties(Struct.fromJavaScript({ subnetName: "nodes" }));
    request.setOptions(new AnalyzerResourceOptions());
    await new Promise<void>((resolve, reject) =>
      analyze({ request }, (error) => (error instanceof Error ? reject(error) : resolve())),
    );
    expect(shown).to.have.length(2);
    expect(shown[0]).to.deep.equal({ subnetName: "nodes" });
    expect(shown[0]).to.equal(shown[1]);
  });
});
