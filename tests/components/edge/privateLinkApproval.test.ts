import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";

const root = path.join(import.meta.dirname, "../../..");

describe("components/edge/privateLinkApproval", () => {
  it("has the type that the provider plugin serves", () => {
    for (const file of ["components/edge/privateLinkApproval.ts", "provider/main.ts"]) {
      expect(fs.readFileSync(path.join(root, file), "utf8")).to.contain(
        '"bulkhead:edge:PrivateLinkApproval"',
      );
    }
  });
});
