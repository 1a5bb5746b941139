import { expect } from "chai";
import { armEndpoint, identityEnvironment, tokenSource } from "../../provider/credential.ts";
import { engineAddress } from "../../provider/engineReporter.ts";
import { approvalTimeout, typeOf } from "../../provider/settings.ts";
import { parseTarget } from "../../provider/targets.ts";

describe("provider/settings", () => {
  it("waits 15 minutes unless told otherwise", () => {
    expect(approvalTimeout({})).to.equal(900_000);
    expect(approvalTimeout({ BULKHEAD_APPROVAL_TIMEOUT_SECONDS: "2.5" })).to.equal(2_500);
  });
  for (const text of ["0", "-1", "soon"]) {
    it(`refuses a time-out of '${text}'`, () => {
      expect(() => approvalTimeout({ BULKHEAD_APPROVAL_TIMEOUT_SECONDS: text })).to.throw(
        `BULKHEAD_APPROVAL_TIMEOUT_SECONDS is '${text}'`,
      );
    });
  }
  it("reads the type behind the parents", () => {
    expect(typeOf("urn:pulumi:s::p::a:b:C$bulkhead:edge:PrivateLinkApproval::x")).to.equal(
      "bulkhead:edge:PrivateLinkApproval",
    );
  });
});

describe("provider/targets", () => {
  it("recognises its types in any case", () => {
    const id = "/subscriptions/s/resourcegroups/rg/providers/microsoft.storage/storageaccounts/st";
    expect(parseTarget(id)).to.deep.equal({
      id,
      type: "Microsoft.Storage/storageAccounts",
      apiVersion: "2024-01-01",
    });
  });
  for (const id of [
    "",
    "pls",
    "/subscriptions/s/resourceGroups/rg",
    "/subscriptions/s/resourceGroups/rg/providers/A/b/c/d/e",
  ]) {
    it(`refuses '${id}'`, () => {
      expect(() => parseTarget(id)).to.throw(RangeError, "is not the id of a resource");
    });
  }
});

describe("provider/credential", () => {
  it("uses the public cloud unless told otherwise", () => {
    expect(armEndpoint({})).to.equal("https://management.azure.com");
    expect(armEndpoint({ BULKHEAD_ARM_ENDPOINT: "http://127.0.0.1:8080/" })).to.equal(
      "http://127.0.0.1:8080",
    );
  });
  for (const text of ["http://arm.example", "management.azure.com", "ftp://127.0.0.1"]) {
    it(`refuses the endpoint ${text}: a token would travel in the clear or nowhere`, () => {
      expect(() => armEndpoint({ BULKHEAD_ARM_ENDPOINT: text })).to.throw("must be an https URL");
    });
  }

  it("signs in for Azure but not for a local endpoint", async () => {
    const scopes: string[] = [];
    const load = () =>
      Promise.resolve({
        getToken: (scope: string) => {
          scopes.push(scope);
          return Promise.resolve({ token: "t", expiresOnTimestamp: 3_600_000 });
        },
      });
    expect(await tokenSource("http://localhost:1", load)()).to.equal(undefined);
    let clock = 0;
    const token = tokenSource("https://management.azure.com", load, () => clock);
    expect(await token()).to.equal("t");
    expect(await token()).to.equal("t");
    expect(scopes).to.deep.equal(["https://management.azure.com/.default"]);
    clock = 3_500_000;
    await token();
    expect(scopes).to.have.length(2);
  });

  it("says in one line why there is no token and how to get one", async () => {
    const getToken = () => Promise.reject(new Error("Chain failed.\nFirst: no.\nSecond: no."));
    const error: unknown = await tokenSource("https://arm.example", () =>
      Promise.resolve({ getToken }),
    )().catch((reason: unknown) => reason);
    expect(error)
      .to.have.property("message")
      .that.matches(/^No token for https:\/\/arm\.example: Chain failed\. Sign in with 'az login'/)
      .and.not.contains("First");
  });

  it("lets azure-native's variables sign in, without overruling Azure's own", () => {
    expect(
      identityEnvironment({ ARM_CLIENT_ID: "a", ARM_TENANT_ID: "t", AZURE_TENANT_ID: "u" }),
    ).to.deep.equal({
      AZURE_CLIENT_ID: "a",
    });
  });
});

describe("provider/engineReporter", () => {
  it("finds the engine's address among the flags of the plugin protocol", () => {
    expect(engineAddress(["--logtostderr", "-v=9", "--tracing", "file:x", "127.0.0.1:5"])).to.equal(
      "127.0.0.1:5",
    );
    expect(engineAddress([])).to.equal(undefined);
  });
});
