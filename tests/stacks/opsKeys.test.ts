import { everyKey } from "../support/everyKey.ts";

describe("every key of an operations stack", function () {
  this.timeout(60_000);
  everyKey("ops", () => true);
});
