import { everyKey } from "../support/everyKey.ts";

describe("the keys of a stamp, cluster and network aside", function () {
  everyKey("stamp", (section) => !["cluster", "network", "firewall", "ingress", "edge"].includes(section));
});
