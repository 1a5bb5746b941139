/** Registers as many resources as a stamp does and nothing else: the engine's own floor. */
import * as pulumi from "@pulumi/pulumi";
import { RandomUuid } from "@pulumi/random/randomUuid.js";

class Nothing extends pulumi.ComponentResource {}

export default (): object => {
  const config = new pulumi.Config();
  const components = config.requireNumber("components");
  const resources = config.requireNumber("resources");
  for (let index = 0; index < components; index += 1)
    new Nothing("bench:index:Nothing", `component-${index}`);
  for (let index = 0; index < resources; index += 1) new RandomUuid(`resource-${index}`);
  return {};
};
