import { everyKey } from "../support/everyKey.ts";

describe("the network keys of a stamp", function () {
  this.timeout(30_000);
  everyKey("stamp", (section) => ["network", "firewall", "ingress", "edge"].includes(section));
});
