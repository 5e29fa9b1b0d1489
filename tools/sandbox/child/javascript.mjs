import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import vm from 'node:vm';
import { readRequest, report, writeAll } from './channel.mjs';

// Runs one JavaScript program. The walls are the process's: this file only makes programs and errors readable.

const FILE = 'main.js';
const MODULE_URL = 'data:text/javascript;base64,';
const request = readRequest();
const state = { value: undefined, pending: true };

// One stream for both, so that what was written in order is read in order; descriptor 2 is left to Node itself.
// Node's own stream would queue in memory what a busy program prints.
const stream = new Writable({
  write(bytes, _encoding, done) {
    writeAll(1, bytes);
    done();
  },
});
for (const name of ['stdout', 'stderr']) Object.defineProperty(process, name, { get: () => stream });
process.on('uncaughtException', fail);
process.on('beforeExit', () => {
  if (state.pending)
    report('program_error', 'The program ended while it awaited a promise that never settles.');
  else report('finished', state.value === undefined ? '' : show(state.value));
});
process.on('exit', (code) => {
  if (code === 0) report('finished', '');
  else report('program_error', `The program ended itself with exit code ${code}.`);
});

if (request.task !== undefined) process.chdir(request.task);
Object.assign(globalThis, {
  require: createRequire(`${request.task ?? request.app}/${FILE}`),
  module: { exports: {} },
  exports: {},
  __filename: FILE,
  __dirname: '.',
});

start(request.code).then((value) => {
  state.value = value;
  state.pending = false;
}, fail);

/** A script, whose value is that of its last expression; else with `await` at its top; else a module. */
async function start(code) {
  const script = compile(code, 0);
  if (script.ok) return script.compiled.runInThisContext();
  const wrapped = compile(`(async () => {\n${code}\n})()`, -1);
  if (wrapped.ok) return wrapped.compiled.runInThisContext();
  if (/^\s*(import|export)\b/m.test(code)) {
    await import(`${MODULE_URL}${Buffer.from(code).toString('base64')}`);
    return undefined;
  }
  throw (/\bawait\b/.test(code) ? wrapped : script).error;
}

function compile(source, lineOffset) {
  try {
    const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    const compiled = new vm.Script(source, { filename: FILE, lineOffset, importModuleDynamically });
    return { ok: true, compiled };
  } catch (error) {
    return { ok: false, error };
  }
}

function fail(error) {
  report('program_error', describe(error));
  process.exit(1);
}

/** Message and the program's own frames, with the line numbers of the program. */
function describe(error) {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return `Uncaught ${show(error)}`;
  const stack = error.stack
    .replace(/data:text\/javascript;base64,[\w+/=]*/g, FILE)
    .replace(/^node:.*?\n\n/s, '');
  const lines = stack.split('\n');
  const own = lines.filter((line) => !/^\s+at /.test(line) || line.includes(FILE));
  return own.join('\n').trim();
}

function show(value) {
  return typeof value === 'string'
    ? value
    : inspect(value, { depth: 6, maxArrayLength: 1000, breakLength: 110 });
}
