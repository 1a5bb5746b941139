import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { identity, location, newKit, refusal, type Kit } from "../kit.ts";

describe("rehearsal/azure: managed identities", () => {
  let kit: Kit;
  let id: string;
  const token = "managedidentity:FederatedIdentityCredential";
  const good: Properties = {
    resourceName: "id-workload",
    federatedIdentityCredentialResourceName: "fic-workload",
    issuer: "https://eastus.oic.prod-aks.azure.com/tenant/issuer/",
    subject: "system:serviceaccount:app:api",
    audiences: ["api://AzureADTokenExchange"],
  };

  beforeEach(async () => {
    kit = await newKit();
    ({ id } = await identity(kit, "id-workload"));
  });

  it("gives an identity a principal of its own, and another one when it is made again", async () => {
    const before = kit.subscription.read(id)?.outputs;
    expect(before?.["tenantId"]).to.equal(kit.subscription.view.tenantId);
    expect(before?.["clientId"])
      .to.match(/^[0-9a-f-]{36}$/)
      .and.not.equal(before?.["principalId"]);
    const updated = await kit.update("managedidentity:UserAssignedIdentity", id, { tags: { a: "b" } });
    expect(updated.outputs["principalId"]).to.equal(before?.["principalId"]);
    await kit.remove("managedidentity:UserAssignedIdentity", id);
    expect((await identity(kit, "id-workload")).principalId).to.not.equal(before?.["principalId"]);
  });

  it("accepts a credential", async () => {
    expect((await kit.create(token, good)).id).to.match(/\/federatedIdentityCredentials\/fic-workload$/);
  });

  const refused: [string, string, Properties][] = [
    ["an issuer without https", "BadRequest", { issuer: "http://example.com/" }],
    ["an issuer that is no URL", "BadRequest", { issuer: "eastus" }],
    ["no audience", "BadRequest", { audiences: [] }],
    ["two audiences", "BadRequest", { audiences: ["a", "b"] }],
    ["a subject that is too long", "BadRequest", { subject: "s".repeat(601) }],
    ["a name that is too short", "InvalidResourceName", { federatedIdentityCredentialResourceName: "ab" }],
    ["an identity that is not there", "ParentResourceNotFound", { resourceName: "id-other" }],
    ["a missing subject", "InvalidParameter", { subject: undefined }],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, { ...good, ...changes }))).code).to.equal(code);
    });
  }

  it("refuses issuer and subject that another credential of the identity has", async () => {
    await kit.create(token, good);
    const error = await refusal(
      kit.create(token, { ...good, federatedIdentityCredentialResourceName: "fic-second" }),
    );
    expect(error.code).to.equal("Conflict");
  });

  it("refuses the twenty-first credential", async () => {
    for (let index = 0; index < 20; index += 1) {
      await kit.create(token, {
        ...good,
        federatedIdentityCredentialResourceName: `fic-${index}`,
        subject: `subject-${index}`,
      });
    }
    expect((await refusal(kit.create(token, good))).code).to.equal("BadRequest");
  });

  it("refuses two writes on one identity at a time, not on two identities", async () => {
    await kit.create("managedidentity:UserAssignedIdentity", { resourceName: "id-second", location });
    const first = kit.create(token, good);
    const same = refusal(
      kit.create(token, { ...good, federatedIdentityCredentialResourceName: "fic-second", subject: "b" }),
    );
    const other = kit.create(token, { ...good, resourceName: "id-second" });
    expect((await same).code).to.equal(
      "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
    );
    expect((await same).status).to.equal(409);
    await Promise.all([first, other]);
  });
});
