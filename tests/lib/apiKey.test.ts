import { expect } from "chai";
import { apiKeyExpiry, apiKeyReminder } from "../../lib/apiKey.ts";

const age = { apiKeyRotatedOn: "2026-11-01", apiKeyValidDays: 365 };

describe("the API key's age", () => {
  it("follows from the configuration alone, in seconds", () => {
    expect(new Date(apiKeyExpiry(age) * 1000).toISOString()).to.equal("2027-11-01T00:00:00.000Z");
    expect(
      apiKeyExpiry({ ...age, apiKeyValidDays: 1 }) - apiKeyExpiry({ ...age, apiKeyValidDays: 0 }),
    ).to.equal(86400);
  });

  const reminders: [today: string, expected: RegExp | undefined][] = [
    ["2027-10-01T00:00:00Z", undefined],
    ["2027-10-02T00:00:00Z", /expires on 2027-11-01\. Set vault\.apiKeyRotatedOn to "2027-10-02"/],
    ["2027-10-31T23:59:59Z", /expires on 2027-11-01/],
    ["2027-11-01T00:00:00Z", /expired on 2027-11-01/],
  ];
  for (const [today, expected] of reminders) {
    it(`${expected === undefined ? "says nothing" : "reminds"} on ${today}`, () => {
      const reminder = apiKeyReminder(age, Date.parse(today));
      if (expected === undefined) expect(reminder).to.equal(undefined);
      else expect(reminder).to.match(expected);
    });
  }
});
