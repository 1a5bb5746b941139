/**
 * Imported before everything else: Node.js then keeps what it has compiled, and a pack starts with all its controls as fast as
 * one without any (bench/policyPack.ts). Where the cache cannot be written it starts as it would have.
 */
import { enableCompileCache } from "node:module";

enableCompileCache();
