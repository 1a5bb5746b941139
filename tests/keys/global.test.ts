import { everyKey } from "../support/everyKey.ts";

describe("the keys of a global stack, Front Door aside", function () {
  everyKey("global", (section) => section !== "frontDoor");
});
