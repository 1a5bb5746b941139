import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";

const projectRoot = path.resolve(import.meta.dirname, "../..");
const token = "azure-native:network:Subnet";
const about = "network-subnet-security-group";

type JavaScript = Parameters<typeof structPb.Struct.fromJavaScript>[0];

function request(properties: JavaScript): proto.AnalyzeRequest {
  return new proto.AnalyzeRequest()
    .setType(token)
    .setName("example")
    .setUrn(`urn:pulumi:prod::shop::${token}::example`)
    .setProperties(structPb.Struct.fromJavaScript(properties))
    .setOptions(new proto.AnalyzerResourceOptions());
}

/** The pack as the engine runs it: compiled, started by Pulumi's runner, asked over gRPC. */
describe("policy pack, as Pulumi asks it", () => {
  let pack: ChildProcess;
  let client: rpc.AnalyzerClient;

  before(async () => {
    const runner = createRequire(path.join(projectRoot, "package.json")).resolve(
      "@pulumi/pulumi/cmd/run-policy-pack",
    );
    const folder = path.join(projectRoot, "policy");
    pack = spawn(process.execPath, [runner, "127.0.0.1:1", folder], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const port = await new Promise<string>((resolve, reject) => {
      pack.stdout?.once("data", (data: Buffer) => resolve(data.toString()));
      pack.once("exit", (code) => reject(new Error(`the pack ended with ${String(code)}`)));
    });
    expect(port).to.match(/^\d+\n$/);
    client = new rpc.AnalyzerClient(`127.0.0.1:${port.trim()}`, grpc.credentials.createInsecure());
  });

  after(() => {
    client.close();
    pack.kill();
  });

  const analyze = (asked: proto.AnalyzeRequest): Promise<proto.AnalyzeResponse> =>
    new Promise((resolve, reject) =>
      client.analyze(asked, (error, answer) => (error ? reject(error) : resolve(answer))),
    );

  const configure = (level: proto.EnforcementLevel, properties: JavaScript): Promise<void> =>
    new Promise((resolve, reject) => {
      const asked = new proto.ConfigureAnalyzerRequest();
      const config = new proto.PolicyConfig()
        .setEnforcementlevel(level)
        .setProperties(structPb.Struct.fromJavaScript(properties));
      asked.getPolicyconfigMap().set(about, config);
      client.configure(asked, (error) => (error ? reject(error) : resolve()));
    });

  it("says what a control says of itself", async () => {
    const info = await new Promise<proto.AnalyzerInfo>((resolve, reject) =>
      client.getAnalyzerInfo(new emptyPb.Empty(), (error, answer) =>
        error ? reject(error) : resolve(answer),
      ),
    );
    expect(info.getName()).to.equal("bulkhead");
    expect(info.getVersion()).to.match(/^\d+\.\d+\.\d+$/);
    expect(info.getSupportsconfig()).to.equal(true);
    const controls = catalogue.filter(({ scope }) => scope !== "platform");
    expect(info.getPoliciesList().map((policy) => policy.getName())).to.deep.equal(
      controls.map(({ id }) => id),
    );
    info.getPoliciesList().forEach((policy, index) => {
      const control = controls[index];
      expect(policy.getDescription()).to.equal(control?.title);
      expect(policy.getRemediationSteps()).to.contain(control?.remedy ?? "nothing");
      const level = { advisory: 0, mandatory: 1, disabled: 2 }[control?.enforcement ?? "mandatory"];
      expect(policy.getEnforcementlevel()).to.equal(level);
      expect(policy.getPolicyType()).to.equal(control?.scope === "stack" ? 2 : 1);
      expect(policy.getSeverity()).to.equal(
        { low: 1, medium: 2, high: 3, critical: 4 }[control?.severity ?? "low"],
      );
      const schema = policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
      expect(Object.keys(schema)).to.have.members([...Object.keys(control?.parameters ?? {}), "exemptions"]);
    });
  });

  it("refuses with the control's name, level, severity and reason", async () => {
    const found = (await analyze(request({ subnetName: "nodes" })))
      .getDiagnosticsList()
      .find((diagnostic) => diagnostic.getPolicyname() === about);
    const control = catalogue.find(({ id }) => id === about);
    expect(found?.getMessage()).to.match(new RegExp(`^${control?.title ?? "nothing"}\n.+`));
    expect(found?.getDescription()).to.equal(control?.title);
    expect(found?.getEnforcementlevel()).to.equal(proto.EnforcementLevel.MANDATORY);
    expect(found?.getPolicypackname()).to.equal("bulkhead");
    expect(found?.getUrn()).to.equal("");
  });

  it("reads secrets in their envelopes", async () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: { id: "/group" },
    };
    const answer = await analyze(request({ subnetName: "nodes", networkSecurityGroup: secret }));
    const names = answer.getDiagnosticsList().map((diagnostic) => diagnostic.getPolicyname());
    expect(names).not.to.include(about);
  });

  it("takes levels and exemptions of a policy configuration", async () => {
    const names = async (): Promise<[string[], string[]]> => {
      const answer = await analyze(request({ subnetName: "nodes" }));
      return [
        answer.getDiagnosticsList().map((diagnostic) => diagnostic.getPolicyname()),
        answer.getNotApplicableList().map((entry) => `${entry.getPolicyName()}: ${entry.getReason()}`),
      ];
    };
    await configure(proto.EnforcementLevel.DISABLED, {});
    const [disabled, nothing] = await names();
    expect(disabled).not.to.include(about);
    expect(nothing).to.be.empty;
    const exemption = { resource: "example", reason: "Until spring.", expires: "9999-12-31" };
    await configure(proto.EnforcementLevel.MANDATORY, { exemptions: [exemption] });
    const [exempted, reasons] = await names();
    expect(exempted).not.to.include(about);
    expect(reasons.join()).to.contain(`${about}: `).and.to.contain("Until spring.");
    await configure(proto.EnforcementLevel.MANDATORY, {});
    expect((await names())[0]).to.include(about);
  });

  it("changes no resource, and does not read one to know that", async () => {
    const answer = await new Promise<proto.RemediateResponse>((resolve, reject) =>
      client.remediate(request({ subnetName: "nodes" }), (error, reply) =>
        error ? reject(error) : resolve(reply),
      ),
    );
    expect(answer.getRemediationsList()).to.be.empty;
  });

  it("says at the end of a stack which resource a control over all of them means", async () => {
    const network = new proto.AnalyzerResource()
      .setType("azure-native:network:VirtualNetwork")
      .setName("alone")
      .setUrn("urn:pulumi:prod::shop::azure-native:network:VirtualNetwork::alone")
      .setOptions(new proto.AnalyzerResourceOptions())
      .setProperties(structPb.Struct.fromJavaScript({ id: "/network" }));
    const answer = await new Promise<proto.AnalyzeResponse>((resolve, reject) =>
      client.analyzeStack(new proto.AnalyzeStackRequest().setResourcesList([network]), (error, reply) =>
        error ? reject(error) : resolve(reply),
      ),
    );
    const found = answer
      .getDiagnosticsList()
      .find((diagnostic) => diagnostic.getPolicyname() === "network-flow-logs");
    expect(found?.getUrn()).to.equal(network.getUrn());
  });
});
