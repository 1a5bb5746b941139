import { consumerGroup, eventHub } from "./eventHub.ts";
import { namespace } from "./namespace.ts";

export const definitions = [namespace, eventHub, consumerGroup];
