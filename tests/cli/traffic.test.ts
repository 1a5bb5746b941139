import { expect } from "chai";
import { checkPath } from "../../cli/commands/route.ts";
import { summaryText } from "../../cli/summary.ts";
import { readTraffic, trafficLines, trafficOf } from "../../cli/traffic.ts";
import { newPlatform, type Platform } from "../rehearsal/azure/routing/platform.ts";

describe("who answers the users", () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await newPlatform();
    await platform.addStamp("eastus");
  });

  it("is told for one path of every route, or for the path that is asked for", () => {
    const [route, ...others] = trafficOf(platform.subscription.view, undefined);
    expect(others).to.deep.equal([]);
    expect(route).to.deep.include({ path: "/catalogservice/", text: "stamp-eastus 100 %", breaks: [] });
    expect(route?.origins.map(({ label, share }) => [label, share])).to.deep.equal([
      ["stamp-eastus", 1],
      ["sorry page", 0],
    ]);
    expect(trafficOf(platform.subscription.view, "/other")[0]?.outcome).to.equal("refused");
    expect(trafficOf(platform.subscription.view, "/", "www.example.com")[0]?.text).to.contain(
      "no Front Door endpoint",
    );
  });

  it("ends `up` with one line per route and names the link that is broken", async () => {
    await platform.addStamp("westeurope", { approve: false });
    const traffic = trafficOf(platform.subscription.view, undefined);
    const lines = trafficLines(traffic);
    expect(lines[0]).to.equal(`traffic of https://${platform.host}`);
    expect(lines[1]).to.equal("  /catalogservice/ → stamp-eastus 100 %");
    expect(lines[2]).to.match(/! stamp-westeurope: private link connection: .* is Pending, not Approved/);
    const text = summaryText({
      verb: "up",
      rehearsal: true,
      ok: true,
      stacks: [],
      simulatedMinutes: undefined,
      resume: undefined,
      traffic,
    });
    expect(text).to.contain("private link connection");
  });

  it("is not known before there is a rehearsal", () => {
    expect(readTraffic("/nowhere/azure.db", undefined)).to.equal(undefined);
  });

  it("is asked for by a path that begins with a slash", () => {
    expect(() => checkPath("catalog")).to.throw(/'catalog' is no path\..*slash/s);
    expect(() => checkPath("/catalog")).not.to.throw();
  });
});
