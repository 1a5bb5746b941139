import { expect } from "chai";
import { parse } from "yaml";
import { toTokenKubeconfig } from "../../lib/kubeconfig.ts";
import { tenantId, userKubeconfig } from "../support/azure.ts";

interface Kubeconfig {
  clusters: { name: string; cluster: { server: string } }[];
  contexts: unknown[];
  "current-context": string;
  users: { name: string; user: { exec: { command: string; args: string[]; interactiveMode: string } } }[];
}

const read = (text: string): Kubeconfig => JSON.parse(toTokenKubeconfig(text)) as Kubeconfig;
const args = (text: string): string[] => read(text).users[0]?.user.exec.args ?? [];
const serverId = /--server-id, ([^,]+)/.exec(userKubeconfig)?.[1];

describe("toTokenKubeconfig", () => {
  it("asks for a token with the sign-in of the Azure CLI instead of a device code", () => {
    expect(args(userKubeconfig)).to.deep.equal([
      "get-token",
      "--login",
      "azurecli",
      "--server-id",
      serverId,
      "--tenant-id",
      tenantId,
    ]);
    expect(read(userKubeconfig).users[0]?.user.exec).to.include({
      command: "kubelogin",
      interactiveMode: "Never",
    });
  });

  it("is one that kubectl reads, and says how to get what it runs", () => {
    const { apiVersion, kind, users } = JSON.parse(toTokenKubeconfig(userKubeconfig)) as Record<
      string,
      unknown
    >;
    expect({ apiVersion, kind }).to.deep.equal({ apiVersion: "v1", kind: "Config" });
    expect(users).to.have.nested.property("[0].user.exec").that.includes({
      apiVersion: "client.authentication.k8s.io/v1beta1",
      installHint: "Install kubelogin: https://azure.github.io/kubelogin/install.html",
      provideClusterInfo: false,
    });
  });

  it("keeps the cluster, its address and its certificate authority", () => {
    const result = read(userKubeconfig);
    expect(result.clusters).to.deep.equal([
      {
        name: "aks",
        cluster: {
          "certificate-authority-data": "Q0E=",
          server: "https://aks.privatelink.eastus.azmk8s.io:443",
        },
      },
    ]);
    expect(result["current-context"]).to.equal("aks");
    expect(result.contexts).to.deep.equal([
      { name: "aks", context: { cluster: "aks", user: "clusterUser_rg_aks" } },
    ]);
  });

  it("leaves out the tenant when AKS does", () => {
    expect(args(userKubeconfig.replace(/--tenant-id, [^,]+, /, ""))).to.deep.equal([
      "get-token",
      "--login",
      "azurecli",
      "--server-id",
      serverId,
    ]);
  });

  for (const list of ["clusters", "contexts", "users"]) {
    it(`refuses one without ${list}`, () => {
      const config = parse(userKubeconfig) as Record<string, unknown>;
      expect(() => toTokenKubeconfig(JSON.stringify({ ...config, [list]: [] }))).to.throw(
        RangeError,
        "The cluster's user kubeconfig has no cluster, no context or no user.",
      );
    });
  }

  it("refuses a kubeconfig with a credential in it", () => {
    const admin = userKubeconfig.replace(
      /exec:[\s\S]*/,
      "{client-certificate-data: QQ==, client-key-data: QQ==}",
    );
    expect(() => toTokenKubeconfig(admin)).to.throw(RangeError, /local accounts/);
  });

  it("refuses one that does not say for which server the token is", () => {
    expect(() => toTokenKubeconfig(userKubeconfig.replace("--server-id", "--other"))).to.throw(
      RangeError,
      /--server-id/,
    );
  });
});
