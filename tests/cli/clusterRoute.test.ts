import { createServer, type AddressInfo } from "node:net";
import { expect } from "chai";
import {
  acceptsConnections,
  clusterIn,
  engineEnvironment,
  refuseWithoutRoute,
} from "../../cli/clusterRoute.ts";
import { causeOf } from "../../cli/reactions/cause.ts";
import { parseStackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";

const east = { stack: "stamp-eastus", host: "aks-eus.example" };
const west = { stack: "stamp-westeurope", host: "aks-weu.example" };

async function refusal(verb: "up" | "destroy", reachable: readonly string[]): Promise<UserError> {
  try {
    await refuseWithoutRoute(verb, [east, west], (host) => Promise.resolve(reachable.includes(host)));
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  return expect.fail("it was accepted");
}

describe("the way to a stamp's API server", () => {
  it("is there for everybody: the run begins", async () => {
    await refuseWithoutRoute("up", [east, west], () => Promise.resolve(true));
    await refuseWithoutRoute("up", [], () => Promise.resolve(false));
  });

  it("is missing: nothing begins, and the message has the command and where to run it", async () => {
    const { message } = await refusal("up", [east.host]);
    expect(message).to.contain("The API server of 'stamp-westeurope' (aks-weu.example) does not answer");
    expect(message).to.contain("`npx bulkhead up --only stamp-westeurope` on an agent of the operations");
    expect((await refusal("destroy", [])).message).to.contain(
      "have to be removed through it. Run `npx bulkhead destroy --only stamp-eastus`",
    );
  });

  it("is looked for where the contract of the last deployment says the API server is", () => {
    const contract = { version: 1, cluster: { privateFqdn: "aks-eus.example", id: "id" } };
    expect(clusterIn("stamp-eastus", contract)).to.deep.equal(east);
  });

  it("is not looked for where there is no private name, or no deployment yet", () => {
    expect(clusterIn("stamp-eastus", { cluster: { privateFqdn: "" } })).to.equal(undefined);
    expect(clusterIn("stamp-eastus", undefined)).to.equal(undefined);
  });

  it("is a port that accepts connections", async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await acceptsConnections("127.0.0.1", port)).to.equal(true);
    await new Promise((resolve) => server.close(resolve));
    expect(await acceptsConnections("127.0.0.1", port)).to.equal(false);
  });

  it("is not there where the name does not resolve", async () => {
    expect(await acceptsConnections("no-such-cluster.invalid")).to.equal(false);
  });

  it("is not needed by a preview, and by a preview only", () => {
    expect(engineEnvironment("preview", { A: "1" })).to.deep.equal({
      A: "1",
      PULUMI_K8S_SKIP_UPDATE_UNREACHABLE: "true",
    });
    for (const verb of ["up", "destroy"] as const)
      expect(engineEnvironment(verb, { A: "1" })).to.deep.equal({ A: "1" });
  });

  it("turns out to be missing in a stamp's first run: the cause says what to do", () => {
    const cause =
      "configured Kubernetes cluster is unreachable: unable to load schema information from the API server";
    const remedyOf = (error: string, stack: string): string =>
      causeOf(error, parseStackName(stack), "up").remedy;
    expect(remedyOf(cause, "stamp-eastus")).to.contain("`npx bulkhead up --only stamp-eastus` on an agent");
    expect(remedyOf("other", "stamp-eastus")).not.to.contain("agent");
    const defender =
      "Pricing defender-containers: cannot create already existing resource '/subscriptions/0/providers/Microsoft.Security/pricings/Containers'";
    expect(remedyOf(defender, "int.global")).to.contain("defender: { enabled: false }");
  });
});
