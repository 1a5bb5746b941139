import { everyKey } from "../support/everyKey.ts";

describe("the keys of a global stack, Front Door aside", function () {
  this.timeout(30_000);
  everyKey("global", (section) => section !== "frontDoor");
});
