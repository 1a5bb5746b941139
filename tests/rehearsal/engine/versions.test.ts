import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { helmRecipe } from "../../../rehearsal/engine/helm.ts";
import { pulumiRecipe } from "../../../rehearsal/engine/pulumi.ts";
import {
  compareVersions,
  formatVersion,
  parseVersion,
  refuseVersion,
  type Version,
} from "../../../rehearsal/engine/versions.ts";

const version = fc.record({
  major: fc.nat(99),
  minor: fc.nat(999),
  patch: fc.nat(999),
  prerelease: fc.constantFrom("", "alpha.1", "beta.2", "dev"),
});

function parsed(text: string): Version {
  const result = parseVersion(text);
  if (!result) throw new Error(`'${text}' was not understood`);
  return result;
}

describe("versions", () => {
  it("reads what tools print", () => {
    expect(formatVersion(parsed("v3.250.0\n"))).to.equal("3.250.0");
    expect(formatVersion(parsed("3.251.0-alpha.1763719200+ab12cd"))).to.equal("3.251.0-alpha.1763719200");
    expect(formatVersion(parsed('version.BuildInfo{Version:"v3.22.0", GitCommit:""}'))).to.equal("3.22.0");
    expect(formatVersion(parsed("go version go1.26.8 v1.2.3"))).to.equal("1.2.3");
  });

  it("finds none where there is none", () => {
    expect(parseVersion("")).to.equal(undefined);
    expect(parseVersion("dev build")).to.equal(undefined);
    expect(parseVersion("v3.250")).to.equal(undefined);
    expect(parseVersion("10.0.0.1")).to.deep.include({ major: 10, minor: 0, patch: 0 });
  });

  it("gives back what it reads", () => {
    fc.assert(
      fc.property(version, (v) => {
        expect(parsed(`v${formatVersion(v)}`)).to.deep.equal({ ...v });
      }),
    );
  });

  it("orders numerically, prereleases before their release", () => {
    const ascending = ["2.999.0", "3.9.0", "3.10.0-alpha", "3.10.0-beta", "3.10.0", "3.10.1", "4.0.0"].map(
      parsed,
    );
    const shuffled = [...ascending].reverse().sort(compareVersions);
    expect(shuffled.map(formatVersion)).to.deep.equal(ascending.map(formatVersion));
  });

  it("is a total order", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).to.equal(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).to.be.at.most(0);
      }),
    );
  });

  it("accepts the minimum and newer of the same major version", () => {
    const pin = { version: "3.250.0", minimum: "3.249.0" };
    expect(refuseVersion("v3.249.0", pin)).to.equal(undefined);
    expect(refuseVersion("v3.300.1", pin)).to.equal(undefined);
  });

  it("refuses older, other major and untold versions, each with its reason", () => {
    const pin = { version: "3.250.0", minimum: "3.249.0" };
    expect(refuseVersion("v3.248.9", pin)).to.equal("it is version 3.248.9, and 3.249.0 or newer is needed");
    expect(refuseVersion("v3.249.0-alpha.1", pin)).to.contain("3.249.0 or newer is needed");
    expect(refuseVersion("v4.0.0", pin)).to.equal("it is version 4.0.0, and 3.x is needed");
    expect(refuseVersion("dev\n", pin)).to.equal("it does not tell its version (it printed 'dev')");
  });
});

describe("pinned Go modules", () => {
  for (const recipe of [pulumiRecipe, helmRecipe]) {
    const goMod = () => readFileSync(path.join(recipe.module.folder, "go.mod"), "utf8");

    it(`${recipe.name}: go.mod requires the pinned version, tools.go imports the package`, () => {
      const modulePath = recipe.module.package.replace(/\/cmd\/.*/, "");
      expect(goMod()).to.contain(`${modulePath} v${recipe.pin.version}\n`);
      const tools = readFileSync(path.join(recipe.module.folder, "tools.go"), "utf8");
      expect(tools).to.contain(`import _ "${recipe.module.package}"`);
    });

    it(`${recipe.name}: the built executable tells the pinned version`, () => {
      expect(Object.values(recipe.module.variables)).to.contain(`v${recipe.pin.version}`);
    });
  }

  it("helm: the default Kubernetes version is that of its client-go", () => {
    const { folder, variables } = helmRecipe.module;
    const minor = /k8s\.io\/client-go v0\.(\d+)\./.exec(
      readFileSync(path.join(folder, "go.mod"), "utf8"),
    )?.[1];
    expect(variables["helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor"]).to.equal(minor);
  });
});
