import { writeFileSync } from "node:fs";
import { messagesFile, messagesText } from "./messages.ts";

/** Writes what the controls say anew: `npm run inventory`. The diff shows what people will read instead. */
writeFileSync(messagesFile, messagesText());
