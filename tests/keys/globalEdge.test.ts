import { everyKey } from "../support/everyKey.ts";

describe("the Front Door keys of a global stack", function () {
  everyKey("global", (section) => section === "frontDoor");
});
