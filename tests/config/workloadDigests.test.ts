import { expect } from "chai";
import { checkDigests, imageNeeds } from "../../config/workload.ts";
import { images } from "../../lib/images/catalogue.ts";
import { neededBy } from "../../lib/images/needs.ts";
import { stampConfigSchema } from "../../config/schema/stamp.ts";

describe("workload.requireDigests", () => {
  const digest = `sha256:${"d".repeat(64)}`;
  const config = (components: Record<string, unknown> = {}) =>
    stampConfigSchema.parse({
      location: "eastus",
      network: { addressSpace: "10.10.0.0/20" },
      workload: { requireDigests: true, components },
    });
  const ofOthers = Object.fromEntries(
    neededBy(images, imageNeeds(config())).map(({ repository, tag }) => [`${repository}:${tag}`, digest]),
  );
  const ofOurs = {
    "workload/catalog-api:0.1.0": digest,
    "workload/background-worker:0.1.0": digest,
    "workload/health-service:0.1.0": digest,
  };

  it("is content with digests that the lock has recorded for the tags", () => {
    expect(() => checkDigests(config(), "stamp.yaml", { ...ofOthers, ...ofOurs })).not.to.throw();
  });

  it("does not ask for the images that the workload is built on", () => {
    expect(Object.keys(ofOthers).join()).to.contain("library/traefik").and.not.to.contain("library/node");
  });

  it("names the first image without one, ours and those of others", () => {
    const { "workload/health-service:0.1.0": _, ...without } = ofOurs;
    expect(() => checkDigests(config(), "stamp.yaml", { ...ofOthers, ...without })).to.throw(
      /stamp\.yaml: workload\.components\.health-service\.digest: .*has none of workload\/health-service:0\.1\.0.*images --lock/,
    );
    expect(() =>
      checkDigests(config({ "health-service": { digest } }), "stamp.yaml", { ...ofOthers, ...without }),
    ).not.to.throw();
    expect(() => checkDigests(config(), "stamp.yaml", ofOurs)).to.throw(/has no digest of library\/traefik/);
  });

  it("asks for the canary's as well, while it gets requests", () => {
    const canary = (weight: number) => config({ "catalog-api": { canary: { weight, tag: "0.2.0" } } });
    const known = { ...ofOthers, ...ofOurs };
    expect(() => checkDigests(canary(0), "stamp.yaml", known)).not.to.throw();
    expect(() => checkDigests(canary(5), "stamp.yaml", known)).to.throw(
      /catalog-api\.canary\.digest.*0\.2\.0/,
    );
    expect(() =>
      checkDigests(canary(5), "stamp.yaml", { ...known, "workload/catalog-api:0.2.0": digest }),
    ).not.to.throw();
  });
});
