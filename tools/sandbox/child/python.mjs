import { readdirSync } from 'node:fs';
import { readRequest, report, writeAll } from './channel.mjs';
import { loadPython } from './load-python.mjs';

// Runs one Python program in pyodide. The walls are the process's: pyodide itself is none.

const request = readRequest();

process.on('uncaughtException', (error) => {
  report('program_error', String(error));
  process.exit(1);
});

const snapshot = request.snapshot === undefined ? undefined : `${request.snapshot}/start.snapshot`;
const python = await loadPython({ ...request, snapshot });
const write = (bytes) => {
  writeAll(1, bytes);
  return bytes.length;
};
python.setStdout({ write, isatty: false });
python.setStderr({ write, isatty: false });
python.setStdin({ stdin: () => undefined, isatty: false });

// What the permission model or the mount forbids to write is, to Python, a read-only file system.
const { NODEFS } = python.FS.filesystems;
const EROFS = 69;
const { convertNodeCode } = NODEFS;
NODEFS.convertNodeCode = (error) => (error.code === 'ERR_ACCESS_DENIED' ? EROFS : convertNodeCode(error));

for (const [inside, outside] of [
  ['/task', request.task],
  ['/wheels', request.wheels],
]) {
  python.FS.mkdirTree(inside);
  if (outside !== undefined) python.FS.mount(NODEFS, { root: outside }, inside);
}
python.FS.mkdirTree('/scratch');

const wheels = readdirSync(request.wheels).filter((name) => name.endsWith('.whl'));
const { run_program: runProgram } = python.pyimport('forerun_sandbox');

let ending = ['program_error', 'The program ended while it awaited something that never happens.'];
process.on('beforeExit', () => report(...ending));
const paths = python.toPy(wheels.map((name) => `/wheels/${name}`));
ending = (await runProgram(request.code, paths, python.globals)).toJs();
