import { expect } from "chai";
import { refuseVersionStep } from "../../config/kubernetesVersions.ts";

describe("steps between Kubernetes versions", () => {
  it("go up by one, or nowhere", () => {
    expect(refuseVersionStep("1.36", "1.36")).to.equal(undefined);
    expect(refuseVersionStep("1.36", "1.37")).to.equal(undefined);
  });

  it("never skip one", () => {
    expect(refuseVersionStep("1.35", "1.37")).to.deep.include({ remedy: 'Deploy with "1.36" first.' });
  });

  it("never go back", () => {
    expect(refuseVersionStep("1.36", "1.35")?.problem).to.contain("never goes back");
  });
});
