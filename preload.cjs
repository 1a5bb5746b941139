"use strict";
/**
 * Loaded before everything else of a program (`nodeargs` in Pulumi.yaml), because it is about what Pulumi's SDK loads and does
 * before ours begins. Plain JavaScript in CommonJS: it costs no time itself.
 *
 * For programs that hand functions over to be serialized the SDK loads the TypeScript compiler and npm's dependency resolver, and
 * turns the debugger on; for compiled TypeScript it maps each stack trace to its source; and it takes a stack trace of every promise
 * that it makes, to show it when PULUMI_DEBUG_PROMISE_LEAKS is set. Our program needs none of that: what is large is loaded when it is
 * first used, and what is shown to nobody is not taken. Without this file everything works as well, in twice the time.
 */
const Module = require("node:module");
const path = require("node:path");

const load = Module.prototype.require;

/** Stands for a module until somebody asks something of it. It claims to be an ES module, so that nobody copies what it exports. */
function onFirstUse(loadNow) {
  let loaded;
  const module = () => (loaded ??= loadNow());
  return new Proxy(
    {},
    {
      get: (_, key) => (key === "__esModule" ? true : module()[key]),
      has: (_, key) => key in module(),
    },
  );
}

/** Makes promises without the stack trace of their maker. Errors keep theirs. */
function withoutTraces(debuggable) {
  const { debuggablePromise } = debuggable;
  if (typeof debuggablePromise !== "function") return;
  debuggable.debuggablePromise = (promise, context) => {
    const usual = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = usual;
    }
  };
}

const runner = path.join("@pulumi", "pulumi", "cmd", "run", "index.js");
const promises = path.join("@pulumi", "pulumi", "runtime", "debuggable.js");
const showsTraces = Boolean(process.env["PULUMI_DEBUG_PROMISE_LEAKS"]);

Module.prototype.require = function (id) {
  if (id === "@npmcli/arborist" || id.endsWith("/typescript-shim"))
    return onFirstUse(() => load.call(this, id));
  if (this.filename?.endsWith(runner)) {
    if (id === "source-map-support/register") return {};
    // Serialization turns the debugger on itself when it needs it.
    if (id.endsWith("/v8Hooks")) return { isInitializedAsync: () => Promise.resolve() };
  }
  const isFirst = !showsTraces && id.endsWith("/debuggable") && !isLoaded(this, id);
  const exported = load.call(this, id);
  if (isFirst) withoutTraces(exported);
  return exported;
};

/** Whether it is the SDK's module of promises, and was loaded before. */
function isLoaded(from, id) {
  const file = Module._resolveFilename(id, from);
  return !file.endsWith(promises) || Module._cache[file] !== undefined;
}
