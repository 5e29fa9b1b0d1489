import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { loadPython } from './load-python.mjs';

// Writes the memory of a started Python to a file, whole or not at all. Runs no foreign code.

/** What programs import most; importing takes longer than running them. */
const USUAL =
  'collections copy csv datetime decimal fractions functools io itertools json math os pathlib random re statistics string time unicodedata zipfile';

const [app, pyodide, target] = process.argv.slice(2);
const python = await loadPython({ app, pyodide, forSnapshot: true });
// Into `sys.modules` only: a program's names are its own.
python.runPython(`for name in "${USUAL}".split():\n    __import__(name)\ndel name`);
const bytes = python.makeMemorySnapshot();

const temporary = `${target}.${process.pid}`;
const file = openSync(temporary, 'wx', 0o600);
for (let offset = 0; offset < bytes.length;) offset += writeSync(file, bytes, offset);
fsyncSync(file);
closeSync(file);
renameSync(temporary, target);
