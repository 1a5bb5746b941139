import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

const nameIsDefault: Rule = ({ name }) => {
  if (name !== "default") refuse(`A subscription has one security contact, 'default'; '${name}' is none.`);
};

const addressesAreSound: Rule = ({ inputs, name }) => {
  const addresses = (textAt(inputs, "emails") ?? "").split(";").filter((address) => address !== "");
  const wrong = addresses.find((address) => !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address));
  if (wrong !== undefined) refuse(`'${wrong}' of security contact '${name}' is no e-mail address.`);
  const roles = textsAt(inputs, "notificationsByRole.roles[]");
  if (addresses.length === 0 && (roles.length === 0 || textAt(inputs, "notificationsByRole.state") !== "On"))
    refuse(`Security contact '${name}' names nobody: it needs e-mail addresses or roles.`);
};

const sourcesAreOfOneKindEach: Rule = ({ inputs, name }) => {
  const kinds = objectsAt(inputs, "notificationsSources[]").map((source) => textAt(source, "sourceType"));
  const twice = kinds.find((kind, index) => kinds.indexOf(kind) !== index);
  if (twice !== undefined) refuse(`Security contact '${name}' names the source '${twice}' twice.`);
};

export const securityContact = define("azure-native:security:SecurityContact", {
  location: "none",
  rules: [
    nameIsDefault,
    oneOf("notificationsByRole.state", ["On", "Off"], "BadRequest"),
    oneOf(
      "notificationsByRole.roles[]",
      ["AccountAdmin", "ServiceAdmin", "Owner", "Contributor"],
      "BadRequest",
    ),
    oneOf("notificationsSources[].sourceType", ["Alert", "AttackPath"], "BadRequest"),
    oneOf("notificationsSources[].minimalSeverity", ["High", "Medium", "Low"], "BadRequest"),
    oneOf("notificationsSources[].minimalRiskLevel", ["Critical", "High", "Medium", "Low"], "BadRequest"),
    addressesAreSound,
    sourcesAreOfOneKindEach,
  ],
  outputs: ({ id }) => ({ id }),
});
