import { systemTopicEventSubscription } from "./eventSubscription.ts";
import { systemTopic } from "./systemTopic.ts";

export const definitions = [systemTopic, systemTopicEventSubscription];
