import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { publicAccessSwitches } from "../../../controls/data/publicAccess.ts";

const sdk = path.join(import.meta.dirname, "../../../node_modules/@pulumi/azure-native");

describe("controls/data/publicAccess", () => {
  for (const { type, path: keys } of publicAccessSwitches) {
    it(`finds the input of ${type} in the installed SDK`, () => {
      const [module = "", name = ""] = type.split(":");
      const file = path.join(sdk, module, `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`);
      const declaration = fs.readFileSync(file, "utf8");
      expect(declaration.slice(declaration.indexOf(`export interface ${name}Args`))).to.match(
        new RegExp(`^ {4}${keys[0] ?? ""}\\??:`, "m"),
      );
    });
  }
});
