import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { assignmentCondition, deployerRoles, handedOut } from "../../../lib/ops/deployerRoles.ts";
import { roleTitles, roles, type Role } from "../../../lib/roles.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** The sources that assign roles, as one text. */
function sources(): string {
  return ["components", "stacks", "lib"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => join(root, folder, file)),
    )
    .filter((file) => !file.endsWith("lib/roles.ts"))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}

describe("roles of whoever deploys", () => {
  it("are none with which one could give himself more", () => {
    const titles = deployerRoles.map(({ role }) => roleTitles[role]);
    expect(titles).to.not.include.members(["Owner"]);
    expect(titles).to.not.include("User Access Administrator");
    expect(deployerRoles.filter(({ limited }) => limited).map(({ role }) => role)).to.deep.equal([
      "rbacAdministrator",
    ]);
    for (const { role } of deployerRoles) expect(handedOut).to.not.include(role);
  });

  it("hand out every role that the program assigns, and none that it does not", () => {
    const text = sources();
    const unused = handedOut.filter((role) => !new RegExp(`\\b${role}\\b`).test(text));
    expect(unused).to.deep.equal([]);
    const others = (Object.keys(roles) as Role[]).filter((role) => !handedOut.includes(role)).sort();
    expect(others).to.deep.equal([...deployerRoles.map(({ role }) => role), "keyVaultSecretsOfficer"].sort());
  });

  it("are narrowed by a condition on giving and on taking, within what Azure takes", () => {
    const condition = assignmentCondition();
    expect(condition).to.match(/roleAssignments\/write'\}\)\) OR \(@Request\[/);
    expect(condition).to.match(/roleAssignments\/delete'\}\)\) OR \(@Resource\[/);
    for (const role of handedOut) expect(condition.split(roles[role])).to.have.length(3);
    for (const { role } of deployerRoles) expect(condition).to.not.contain(roles[role]);
    expect(condition).to.contain("StringEqualsIgnoreCase {'ServicePrincipal', 'Group'}");
    expect(condition.split("(").length).to.equal(condition.split(")").length);
    // role-based-access-control conditions-format.md.
    expect(condition.length).to.be.at.most(8192);
  });
});
