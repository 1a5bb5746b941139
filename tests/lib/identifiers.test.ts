import { expect } from "chai";
import { cosmosDataContributorId, roleDefinitionId, roles, roleTitles } from "../../lib/roles.ts";
import { bulkheadNamespace, uuidV5 } from "../../lib/uuid.ts";

const dnsNamespace = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

describe("uuidV5", () => {
  it("agrees with other implementations", () => {
    expect(uuidV5("python.org", dnsNamespace)).to.equal("886313e1-3b8a-5372-9b90-0c9aee199e5d");
    expect(bulkheadNamespace).to.equal("61cb922d-13c0-576a-b894-623665524f10");
    expect(uuidV5("x")).to.equal("0323d6a3-fba0-5a22-af6d-afc2bf699a40");
  });

  for (const namespace of ["dns", `{${dnsNamespace}}`, `${dnsNamespace} `, `0${dnsNamespace}`, ""]) {
    it(`refuses a namespace that is no UUID: "${namespace}"`, () => {
      expect(() => uuidV5("x", namespace)).to.throw(RangeError, `"${namespace}" is not a UUID`);
    });
  }
});

describe("roles", () => {
  it("have distinct ids in the form of a GUID, and a title each", () => {
    const ids = Object.values(roles);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(Object.keys(roleTitles)).to.deep.equal(Object.keys(roles));
  });

  it("are named by subscription, and Cosmos DB's own by account", () => {
    expect(roleDefinitionId("sub", "acrPull")).to.equal(
      "/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d",
    );
    expect(cosmosDataContributorId("/account")).to.equal(
      "/account/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002",
    );
  });
});
