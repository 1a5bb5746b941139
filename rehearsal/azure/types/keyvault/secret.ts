import { ArmError } from "../../errors.ts";
import { parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { numberAt, textAt } from "../../properties.ts";
import { define } from "../define.ts";

/** "About Azure Key Vault secrets": a value has at most 25 kilobytes. */
const mostBytes = 25 * 1024;

const valueFits: Rule = ({ inputs, name }) => {
  const bytes = Buffer.byteLength(textAt(inputs, "properties.value") ?? "");
  if (bytes <= mostBytes) return;
  throw new ArmError(
    "BadParameter",
    400,
    `The value of secret '${name}' has ${bytes} bytes; ${mostBytes} are allowed.`,
  );
};

const datesAreInOrder: Rule = ({ inputs, name }) => {
  const notBefore = numberAt(inputs, "properties.attributes.nbf");
  const expires = numberAt(inputs, "properties.attributes.exp");
  if (notBefore === undefined || expires === undefined || notBefore < expires) return;
  throw new ArmError(
    "BadParameter",
    400,
    `Secret '${name}' would expire (${expires}) before it becomes valid (${notBefore}).`,
  );
};

export const secret = define("azure-native:keyvault:Secret", {
  location: "none",
  required: ["properties"],
  rules: [valueFits, datesAreInOrder],
  outputs: ({ id, azure, name }) => {
    const vault = azure.find(parentId(id));
    const uri = `${textAt(vault?.outputs, "properties.vaultUri") ?? ""}secrets/${name}`;
    const version = azure.guid(`${id}/version`).replaceAll("-", "");
    return {
      id,
      location: vault?.location,
      properties: { secretUri: uri, secretUriWithVersion: `${uri}/${version}` },
    };
  },
});
