import { expect } from "chai";
import { charts, images, mirroredChart, mirroredImage } from "../../../lib/images/catalogue.ts";
import {
  lockedImage,
  mergeDigests,
  readDigests,
  taggedImage,
  unlocked,
  withoutMoving,
  workloadDigest,
} from "../../../lib/images/lock.ts";
import { mirrorScript } from "../../../lib/images/mirror.ts";
import { neededBy } from "../../../lib/images/needs.ts";

const digest = `sha256:${"a".repeat(64)}`;
const traefik = mirroredImage("traefik");
const reference = `${traefik.repository}:${traefik.tag}`;
const locked = { [reference]: digest };

describe("images of others", () => {
  it("are each listed once, by a version that stays, under the path of their source", () => {
    const references = images.map(({ repository, tag }) => `${repository}:${tag}`);
    expect(new Set(references).size).to.equal(references.length);
    for (const image of images) {
      const { id, source, repository, tag, purpose } = image;
      if (!("moving" in image)) expect(tag, id).to.match(/^v\d+\.\d+\.\d+$/);
      // Whatever runs in a stamp stays as it was tested.
      expect("moving" in image, id).to.equal(image.need === "workloadBuild");
      expect(source.endsWith(`/${repository}`), id).to.equal(true);
      expect(purpose, id).not.to.equal("");
    }
    for (const { id, version, repository, name } of charts) {
      expect(version, id).to.match(/^v?\d+\.\d+\.\d+$/);
      expect(repository, id).to.equal(`helm/${name}`);
    }
    expect(() => mirroredImage("ingress-nginx")).to.throw(RangeError, "ingress-nginx");
    expect(() => mirroredChart("ingressNginx" as never)).to.throw(
      RangeError,
      "No chart is called 'ingressNginx'.",
    );
    expect(mirroredChart("certManager").name).to.equal("cert-manager");
  });

  it("are needed where the stamp brings what runs them", () => {
    const ids = (secretsStore: boolean, certManager: boolean, workloadBuild = false) =>
      neededBy(images, { secretsStore, certManager, workloadBuild }).map(({ id }) => id);
    expect(ids(false, false)).to.deep.equal(["traefik"]);
    expect(ids(true, false)).to.include("provider-azure").and.not.to.include("cert-manager-webhook");
    expect(ids(false, true)).to.include("cert-manager-webhook").and.not.to.include("driver");
    expect(ids(true, true, true)).to.have.length(images.length);
    expect(ids(false, false, true)).to.deep.equal(["traefik", "node", "nodejs24-debian12"]);
    expect(
      neededBy(charts, { secretsStore: true, certManager: false, workloadBuild: false }).map(({ id }) => id),
    ).to.deep.equal(["secretsStore"]);
  });

  it("are named by digest once one is recorded", () => {
    expect(lockedImage(traefik, {}).digest).to.equal("");
    expect(lockedImage(traefik, locked).digest).to.equal(digest);
    expect(taggedImage("cr.example", traefik, {})).to.deep.equal({
      repository: "cr.example/library/traefik",
      tag: traefik.tag,
    });
    expect(taggedImage("cr.example", traefik, locked).tag).to.equal(`${traefik.tag}@${digest}`);
    expect(unlocked([traefik, mirroredImage("driver")], locked).map(({ id }) => id)).to.deep.equal([
      "driver",
    ]);
  });

  it("have their digests read from what a registry says, and nothing else", () => {
    expect(readDigests(`\n${reference} ${digest}\n\n`, images)).to.deep.equal(locked);
    expect(readDigests(`  ${reference}   ${digest}\t\r\n`, images)).to.deep.equal(locked);
    expect(() => readDigests(reference, images)).to.throw(RangeError, `'${reference}' is not a reference`);
    expect(() => readDigests(`${reference} latest`, images)).to.throw(
      RangeError,
      "not a reference and its digest",
    );
    expect(() => readDigests(`${reference} ${digest} more`, images)).to.throw(RangeError, "more");
    expect(() => readDigests(`library/other:v1 ${digest}`, images)).to.throw(
      RangeError,
      "'library/other:v1' is not in the list",
    );
  });

  it("are recorded together with those of the workload, each in its time", () => {
    const ours = `workload/catalog-api:1.0.0 ${digest}`;
    const read = readDigests(ours, images);
    expect(read).to.deep.equal({ "workload/catalog-api:1.0.0": digest });
    expect(() => readDigests(`workload/another:1.0.0 ${digest}`, images)).to.throw(
      RangeError,
      "workload/another",
    );
    const both = `${reference} ${digest}\nlibrary/node:24-bookworm-slim ${digest}`;
    expect(Object.keys(readDigests(both, images))).to.deep.equal([
      "library/node:24-bookworm-slim",
      reference,
    ]);
    expect(Object.keys(mergeDigests({ ...read, ...locked }, {}, images))).to.deep.equal([
      reference,
      "workload/catalog-api:1.0.0",
    ]);
    const newer = `sha256:${"b".repeat(64)}`;
    expect(mergeDigests({ ...locked, "library/former:v1": digest }, read, images)).to.deep.equal({
      ...locked,
      ...read,
    });
    expect(
      mergeDigests({ ...locked, ...read }, { "workload/catalog-api:1.1.0": newer }, images),
    ).to.deep.equal({
      ...locked,
      ...read,
      "workload/catalog-api:1.1.0": newer,
    });
    expect(mergeDigests(locked, { [reference]: newer }, images)).to.deep.equal({ [reference]: newer });
  });

  it("give a component the digest of its tag, unless the configuration names one", () => {
    const known = { "workload/catalog-api:1.0.0": digest };
    expect(workloadDigest("catalog-api", { tag: "1.0.0" }, known)).to.equal(digest);
    expect(workloadDigest("catalog-api", { tag: "1.0.1" }, known)).to.equal("");
    expect(workloadDigest("health-service", { tag: "1.0.0" }, known)).to.equal("");
    expect(workloadDigest("catalog-api", { tag: "1.0.0", digest: "sha256:c" }, known)).to.equal("sha256:c");
    expect(workloadDigest("catalog-api", {}, known)).to.equal("");
  });
});

describe("the script that mirrors them", () => {
  const lines = (digests = {}) => mirrorScript("crexample", images, charts, digests).split("\n");

  it("imports every image under its own path, and asks for every digest afterwards", () => {
    for (const { source, repository, tag } of images) {
      const target = `${repository}:${tag}`;
      expect(lines()).to.include(
        `az acr import --name crexample --source ${source}:${tag} --image ${target} --force`,
      );
      expect(lines().filter((line) => line.includes(`show-metadata ${target} `))).to.have.length(1);
    }
  });

  it("fetches what is recorded by its digest, not by a tag that may have moved", () => {
    expect(lines(locked)).to.include(
      `az acr import --name crexample --source docker.io/library/traefik@${digest} --image ${reference} --force`,
    );
  });

  it("fetches tags that move anew when it is asked to, and no others", () => {
    const node = mirroredImage("node");
    const both = { ...locked, [`${node.repository}:${node.tag}`]: digest };
    expect(withoutMoving(images, both)).to.deep.equal(locked);
    expect(lines(both).join("\n")).to.contain(`${node.source}@${digest}`);
  });

  it("imports charts that are artifacts, and pulls and pushes those of chart repositories", () => {
    const { version, source, name } = mirroredChart("secretsStore");
    expect(lines()).to.include.members([
      `helm pull ${name} --repo ${source} --version ${version} --destination "$work"`,
      `helm push "$work/${name}-${version}.tgz" "oci://$host/helm"`,
      `az acr import --name crexample --source quay.io/jetstack/charts/cert-manager:${mirroredChart("certManager").version} --image helm/cert-manager:${mirroredChart("certManager").version} --force`,
    ]);
  });

  it("works in a folder of its own, signs in and keeps what it learns", () => {
    const { repository, tag } = traefik;
    expect(mirrorScript("crexample", [traefik], [], {}).split("\n")).to.deep.equal([
      "#!/bin/sh",
      "set -eu",
      'work="$(mktemp -d)"',
      "trap 'rm -rf \"$work\"' EXIT",
      'host="$(az acr show --name crexample --query loginServer --output tsv)"',
      "",
      `az acr import --name crexample --source docker.io/library/traefik:${tag} --image ${repository}:${tag} --force`,
      "",
      "az acr login --name crexample --expose-token --output tsv --query accessToken |",
      '  helm registry login "$host" --username 00000000-0000-0000-0000-000000000000 --password-stdin',
      "",
      ": > digests.txt",
      `printf '%s %s\\n' ${repository}:${tag} "$(az acr manifest show-metadata ${repository}:${tag} --registry crexample --query digest --output tsv)" >> digests.txt`,
      "",
      "# Then: npx bulkhead images --lock digests.txt",
      "",
    ]);
    const chart = { ...mirroredChart("secretsStore"), repository: "helm/of/others" };
    expect(mirrorScript("crexample", [], [chart], {})).to.include('"oci://$host/helm/of"');
  });

  it("stops at the first command that fails", () => {
    expect(lines().slice(0, 2)).to.deep.equal(["#!/bin/sh", "set -eu"]);
  });
});
