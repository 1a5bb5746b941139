import { secret } from "./secret.ts";
import { vault } from "./vault.ts";

export const definitions = [vault, secret];
