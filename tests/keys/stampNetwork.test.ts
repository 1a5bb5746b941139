import { everyKey } from "../support/everyKey.ts";

describe("the network keys of a stamp", function () {
  everyKey("stamp", (section) => ["network", "firewall", "ingress", "edge"].includes(section));
});
