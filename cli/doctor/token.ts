/** Who a token of Entra ID was issued to. It is read, not verified: Azure does that with every request. */
import { isObject, textAt } from "../../lib/properties.ts";
import { ArmError } from "../../provider/armError.ts";
import type { Identity } from "./world.ts";

/** @throws ArmError when the text is no token with the claims of one. */
export function identityOf(token: string | undefined): Identity {
  const claims = claimsOf(token ?? "");
  const objectId = textAt(claims, "oid");
  const tenantId = textAt(claims, "tid");
  if (objectId === undefined || tenantId === undefined)
    throw new ArmError({ code: "SignInFailed", message: "the token does not say whom it was issued to." });
  const application = textAt(claims, "idtyp") === "app";
  const name = application
    ? (textAt(claims, "app_displayname") ?? textAt(claims, "appid"))
    : (textAt(claims, "upn") ?? textAt(claims, "unique_name") ?? textAt(claims, "name"));
  return { objectId, tenantId, name: name ?? objectId, kind: application ? "application" : "user" };
}

function claimsOf(token: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return isObject(claims) ? claims : {};
  } catch {
    return {};
  }
}
