import { expect } from "chai";
import fc from "fast-check";
import { causeOf } from "../../../cli/reactions/cause.ts";
import {
  againText,
  budgetMinutes,
  decide,
  grantMinutes,
  mostAttempts,
  pauseText,
  type Attempt,
} from "../../../cli/reactions/pace.ts";
import { parseStackName } from "../../../config/stackName.ts";

const stamp = parseStackName("stamp-eastus");
const cause = (text: string) => causeOf(text, stamp, "up");
const busy = cause('Subnet nodes: Status=409 Code="AnotherOperationInProgress" Message="…"');
const throttled = cause('Status=429 Code="TooManyRequests" Message="Please try again after \'53\' seconds."');
const forbidden = cause('Status=403 Code="AuthorizationFailed" Message="…"');
const quota = cause('Status=409 Code="QuotaExceeded" Message="…"');
const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  waited: 0,
  lastGrant: undefined,
  now: 0,
  ...changes,
});

describe("cli/reactions: the pace of attempts", () => {
  it("doubles the most that a pause may be, up to five minutes", () => {
    const longest = [1, 2, 3, 4].map((number) => decide([busy], attempt({ number }), () => 1));
    expect(longest).to.deep.equal([20, 40, 80, 160].map((seconds) => ({ again: true, seconds })));
    const lock = cause('Status=412 Code="PreconditionFailed" Message="operation in progress"');
    expect(decide([lock], attempt({ number: 4 }), () => 1)).to.deep.equal({ again: true, seconds: 300 });
  });

  it("spreads pauses over all of that, and waits at least a second", () => {
    expect(decide([busy], attempt({ number: 2 }), () => 0.25)).to.deep.equal({ again: true, seconds: 10 });
    expect(decide([busy], attempt(), () => 0)).to.deep.equal({ again: true, seconds: 1 });
  });

  it("waits as long as Azure asks, however short the pause would be", () => {
    expect(decide([busy, throttled], attempt(), () => 0)).to.deep.equal({ again: true, seconds: 53 });
  });

  it("never tries again when one of several causes stays", () => {
    expect(decide([busy, quota], attempt(), () => 0.5)).to.deep.equal({ again: false });
    expect(decide([], attempt(), () => 0.5)).to.deep.equal({ again: false });
  });

  it("gives up after five attempts and says so", () => {
    expect(decide([busy], attempt({ number: mostAttempts }), () => 0.5)).to.deep.equal({
      again: false,
      why: "Given up after 5 attempts.",
    });
  });

  it("gives up when the budget of minutes would be over", () => {
    const late = attempt({ number: 2, waited: budgetMinutes });
    expect(decide([busy], late, () => 1)).to.have.property("again", false);
    const asked = cause('Status=429 Code="TooManyRequests" Message="Please try again after 2 hours"');
    expect(decide([asked], attempt(), () => 0)).to.have.property("again", false);
  });

  it("waits for a role that was assigned in this run, up to ten minutes and in any number of attempts", () => {
    const after = (lastGrant: number | undefined, now: number, number = 3) =>
      decide([forbidden], attempt({ number, lastGrant, now }), () => 1);
    expect(after(0, 2)).to.deep.equal({ again: true, seconds: 120 });
    expect(after(0, grantMinutes - 0.1, 9)).to.have.property("again", true);
    expect(after(0, grantMinutes)).to.deep.include({ again: false });
    expect(after(undefined, 2)).to.deep.equal({ again: false });
  });

  it("keeps to ceiling and budget whatever happens", () => {
    const causes = fc.subarray([busy, throttled, forbidden], { minLength: 1 });
    const numbers = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        causes,
        fc.integer({ min: 1, max: 20 }),
        numbers,
        fc.integer({ min: 0, max: 60 }),
        (all, number, random, waited) => {
          const decision = decide(all, { number, waited, lastGrant: 0, now: 5 }, () => random);
          if (!decision.again) return;
          expect(decision.seconds).to.be.within(1, 300);
          expect(waited + decision.seconds / 60).to.be.at.most(budgetMinutes);
        },
      ),
    );
  });

  it("is told as people would say it", () => {
    expect(againText([busy, busy], 1, 40)).to.equal(
      "Azure is busy (AnotherOperationInProgress): trying again in 40 s, attempt 2 of 5",
    );
    expect(againText([forbidden], 2, 120)).to.equal(
      "A role assignment is not known everywhere yet (AuthorizationFailed): trying again in 2 min, attempt 3, up to 10 minutes after the grant",
    );
    expect([pauseText(119), pauseText(372)]).to.deep.equal(["119 s", "6 min"]);
  });
});
