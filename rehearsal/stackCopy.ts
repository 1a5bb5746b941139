/** A stack file as a rehearsal has it: without the keys of the real stack's secrets, which it has no business with. */
import { isMap, isScalar, Scalar, visit } from "yaml";
import { readYaml } from "../config/yamlText.ts";
import { encryptedStandIn } from "../lib/encrypted.ts";

/** Keys at the top by which Pulumi finds who encrypts the secrets of the real stack. */
const providerKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"];
const ofTheRealStack = new RegExp(`^(${providerKeys.join("|")}):|\\bsecure:`, "m");

/**
 * The text of the copy. Pure.
 *
 * @param name the file's, for messages.
 * @param kept the line with the rehearsal's own salt, which Pulumi wrote into the copy before.
 */
export function rehearsedText(name: string, text: string, kept: string | undefined): string {
  const copy = ofTheRealStack.test(text) ? withoutSecrets(name, text) : text;
  return kept === undefined ? copy : `${copy.trimEnd()}\n${kept}\n`;
}

function withoutSecrets(name: string, text: string): string {
  const { document } = readYaml(text, { file: name });
  visit(document, {
    Map: (_, map) => {
      const [only, ...others] = map.items;
      if (only === undefined || others.length > 0 || !isScalar(only.key) || only.key.value !== "secure")
        return undefined;
      return new Scalar(encryptedStandIn);
    },
  });
  if (isMap(document.contents)) for (const key of providerKeys) document.contents.delete(key);
  return document.toString({ lineWidth: 0 });
}
