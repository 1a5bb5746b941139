import { everyKey } from "../support/everyKey.ts";

describe("every key of an operations stack", function () {
  everyKey("ops", () => true);
});
