import { everyKey } from "../support/everyKey.ts";

describe("the cluster keys of a stamp", function () {
  everyKey("stamp", (section) => section === "cluster");
});
