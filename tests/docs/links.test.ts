import * as path from "node:path";
import { expect } from "chai";
import { projectRoot } from "../support/runStack.ts";
import { brokenLink, targetOf } from "./links.ts";
import { pageFiles, readPage, readText } from "./markdown.ts";

describe("links of the documents", () => {
  for (const place of pageFiles()) {
    const page = readPage(place);
    it(`${page.file}: every link leads somewhere`, () => {
      const broken = page.links.flatMap(({ url, line }) => {
        const problem = brokenLink(page, url);
        return problem === undefined ? [] : [`${page.file}:${line}: ${problem}`];
      });
      expect(broken, broken.join("\n")).to.deep.equal([]);
    });
  }

  it("lead from README.md to every page under docs/", () => {
    const reached = new Set<string>();
    const follow = (place: string): void => {
      if (reached.has(place)) return;
      reached.add(place);
      const page = readPage(place);
      for (const { url } of page.links) {
        const target = targetOf(page, url)?.place;
        if (target?.endsWith(".md") === true && brokenLink(page, url) === undefined) follow(target);
      }
    };
    follow(path.join(projectRoot, "README.md"));
    const lost = pageFiles(path.join(projectRoot, "docs")).filter((place) => !reached.has(place));
    expect(lost.map((place) => path.relative(projectRoot, place))).to.deep.equal([]);
  });

  it("are refused where they lead nowhere", () => {
    const page = readText(
      "docs/page.md",
      [
        "# A heading, with `code` and a 2nd word",
        "## Twice",
        "## Twice",
        "[a](#a-heading-with-code-and-a-2nd-word) [b](#twice-1) [c](../README.md) [d](https://example.com/x)",
      ].join("\n\n"),
    );
    expect([...page.anchors]).to.deep.equal(["a-heading-with-code-and-a-2nd-word", "twice", "twice-1"]);
    expect(page.links.map(({ url }) => url)).to.have.length(4);
    for (const url of ["../README.md", "https://example.com/x", "mailto:a@b.c"])
      expect(brokenLink(page, url), url).to.equal(undefined);
    expect(brokenLink(page, "nothing.md")).to.contain("leads to no file");
    expect(brokenLink(page, "../README.md#no-such-heading")).to.contain("no heading");
    expect(brokenLink(page, "../../elsewhere.md")).to.contain("out of the project");
    expect(brokenLink(page, "http://example.com")).to.contain("not https");
    expect(brokenLink(page, "https://")).to.contain("no URL");
  });
});
