import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { localSignIns } from "../../../controls/data/localSignIn.ts";
import { privilegedRole, privilegedRoles } from "../../../controls/data/privilegedRoles.ts";
import { tlsVersions } from "../../../controls/data/tlsVersions.ts";
import { roles, roleTitles, type Role } from "../../../lib/roles.ts";

const sdk = path.join(import.meta.dirname, "../../../node_modules/@pulumi/azure-native");
const rows = [...localSignIns, ...tlsVersions.map((row) => ({ type: row.type, path: [row.path] }))];

describe("controls/data: switches of services", () => {
  for (const { type, path: keys } of rows) {
    it(`finds ${keys.join(".")} of ${type} in the installed SDK`, () => {
      const [module = "", name = ""] = type.split(":");
      const file = path.join(sdk, module, `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`);
      const declaration = fs.readFileSync(file, "utf8");
      expect(declaration.slice(declaration.indexOf(`export interface ${name}Args`))).to.match(
        new RegExp(`^ {4}${keys[0] ?? ""}\\??:`, "m"),
      );
    });
  }
});

describe("controls/data/privilegedRoles", () => {
  it("agrees with the roles that the program knows", () => {
    for (const { id, name } of privilegedRoles) {
      const known = (Object.keys(roles) as Role[]).find((role) => roles[role] === id);
      if (known !== undefined) expect(roleTitles[known]).to.equal(name);
    }
    expect(privilegedRole(`/x/${roles.contributor}`)?.grants).to.equal("everything");
    expect(privilegedRole(`/x/${roles.rbacAdministrator.toUpperCase()}`)?.grants).to.equal("roles");
  });

  it("knows nothing of other roles", () => {
    expect(privilegedRole(`/x/${roles.acrPull}`)).to.equal(undefined);
    expect(privilegedRole(undefined)).to.equal(undefined);
  });
});
