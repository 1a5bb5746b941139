import { expect } from "chai";
import { UserError } from "../../config/userError.ts";

describe("a mistake of the user", () => {
  it("is one message of file, key, problem and remedy", () => {
    const error = new UserError({ file: "a.yaml", key: "b.c", problem: "It is wrong.", remedy: "Mend it." });
    expect(error.message).to.equal("a.yaml: b.c: It is wrong. Mend it.");
    expect(error).to.include({
      name: "UserError",
      file: "a.yaml",
      key: "b.c",
      problem: "It is wrong.",
      remedy: "Mend it.",
    });
  });

  it("leaves out what is not known", () => {
    expect(new UserError({ problem: "It is wrong.", remedy: "Mend it." }).message).to.equal(
      "It is wrong. Mend it.",
    );
    expect(new UserError({ key: "b", problem: "It is wrong.", remedy: "Mend it." }).message).to.equal(
      "b: It is wrong. Mend it.",
    );
  });
});
