/** The smallest program there is: what the SDK itself costs. */
import * as pulumi from "@pulumi/pulumi";

class Nothing extends pulumi.ComponentResource {}

export default (): object => {
  new Nothing("bench:index:Nothing", "nothing");
  return {};
};
