// Loaded before a process that tests start: the shared bundle's files as V8 compiled them once, which takes as long as
// many runs take. Node has this as NODE_COMPILE_CACHE from version 22 on.
const { readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const { isMainThread } = require('node:worker_threads');
const vm = require('node:vm');

const { KD_GATE_TEST_BUNDLE: bundle, KD_GATE_TEST_RECORD: isRecorded } = process.env;
const compile = Module.prototype._compile;
const scripts = new Map();

function codeOf(filename) {
  try {
    return readFileSync(`${filename}.code`);
  } catch {
    return undefined;
  }
}

Module.prototype._compile = function (content, filename) {
  const cachedData = dirname(filename) === bundle ? codeOf(filename) : undefined;
  if (!cachedData && !isRecorded) return compile.call(this, content, filename);
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const source = Module.wrap(content.replace(/^#!.*/, ''));
  const script = new vm.Script(source, { filename, cachedData, importModuleDynamically });
  scripts.set(filename, script);
  const run = script.runInThisContext();
  return run.call(this.exports, this.exports, Module.createRequire(filename), this, filename, dirname(filename));
};

// With the functions that the process needed, which V8 compiles when they are called.
if (isRecorded && isMainThread) {
  process.on('exit', () => {
    for (const [filename, script] of scripts) writeFileSync(`${filename}.code`, script.createCachedData());
  });
}
