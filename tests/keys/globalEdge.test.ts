import { everyKey } from "../support/everyKey.ts";

describe("the Front Door keys of a global stack", function () {
  this.timeout(30_000);
  everyKey("global", (section) => section === "frontDoor");
});
