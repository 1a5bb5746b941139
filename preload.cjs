"use strict";
/**
 * Loaded before everything else of a program (`nodeargs` in Pulumi.yaml), because it is about what Pulumi's SDK loads and does
 * before ours begins. Plain JavaScript in CommonJS: it costs no time itself.
 *
 * For programs that hand functions over to be serialized the SDK loads the TypeScript compiler and npm's dependency resolver, and
 * turns the debugger on; for compiled TypeScript it maps each stack trace to its source; and it takes a stack trace of every promise
 * that it makes, to show it when PULUMI_DEBUG_PROMISE_LEAKS is set. It also sends the whole stack trace of each resource's constructor,
 * which makes up a seventh of a state that the engine writes anew at each step. Our program needs none of that: what is large is loaded
 * when it is first used, and what is shown to nobody is not taken. Without this file everything works as well, in twice the time.
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

/** Sends the line that made a resource, and not everything that led there. */
function withoutCallers({ Resource }) {
  const all = Resource?.stackTrace;
  if (typeof all !== "function" || all.isShort) return;
  // One more frame to leave out: this one.
  Resource.stackTrace = (skip) => all.call(Resource, skip + 1).slice(0, 1);
  Resource.stackTrace.isShort = true;
}

const runner = path.join("@pulumi", "pulumi", "cmd", "run", "index.js");
const promises = path.join("@pulumi", "pulumi", "runtime", "debuggable.js");
const resources = path.join("@pulumi", "pulumi", "resource.js");
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
  if (id.endsWith("/resource") && Module._resolveFilename(id, this).endsWith(resources))
    withoutCallers(exported);
  return exported;
};

/** Whether it is the SDK's module of promises, and was loaded before. */
function isLoaded(from, id) {
  const file = Module._resolveFilename(id, from);
  return !file.endsWith(promises) || Module._cache[file] !== undefined;
}
