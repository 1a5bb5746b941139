import { everyKey } from "../support/everyKey.ts";

describe("the cluster keys of a stamp", function () {
  this.timeout(30_000);
  everyKey("stamp", (section) => section === "cluster");
});
