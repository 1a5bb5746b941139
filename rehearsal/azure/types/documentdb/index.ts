import { databaseAccount } from "./databaseAccount.ts";
import { sqlContainer } from "./sqlContainer.ts";
import { sqlDatabase } from "./sqlDatabase.ts";
import { sqlRoleAssignment } from "./sqlRoleAssignment.ts";

export const definitions = [databaseAccount, sqlDatabase, sqlContainer, sqlRoleAssignment];
