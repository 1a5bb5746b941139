import { resourceControl } from "../../define.ts";
import { at, quote } from "../../read.ts";

/** A service reads its own database. */
export const cosmosRolesNarrow = resourceControl({
  id: "identity-cosmos-roles-narrow",
  title: "Rights on data in Cosmos DB end at a database or container.",
  why: "A right on the account holds for every database that anybody adds to it.",
  remedy: "Set scope to the database, /dbs/<name>, or to one of its containers.",
  severity: "medium",
  references: { mcsb: ["PA-7"], threats: ["E-2", "E-3"] },
  types: ["cosmosdb:SqlResourceSqlRoleAssignment"],
  check: ({ props }, refuse) => {
    const scope = at(props, "scope");
    if (typeof scope !== "string" || !/\/dbs\/[^/]+/i.test(scope))
      refuse(`The scope ${quote(scope ?? "")} is the whole account. Add /dbs/ and the database's name.`);
  },
  accepts: [
    [
      {
        type: "cosmosdb:SqlResourceSqlRoleAssignment",
        props: { scope: "/x/databaseAccounts/shop/dbs/catalog" },
      },
    ],
  ],
  refuses: [
    [{ type: "cosmosdb:SqlResourceSqlRoleAssignment", props: { scope: "/x/databaseAccounts/shop" } }],
    [{ type: "cosmosdb:SqlResourceSqlRoleAssignment", props: {} }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const assignment = whole.first("cosmosdb:SqlResourceSqlRoleAssignment");
      assignment.props["scope"] = String(assignment.props["scope"]).replace(/\/dbs\/.*/, "");
    },
  },
});
