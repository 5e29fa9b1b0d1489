import { constants, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * A Python that knows `forerun_sandbox` (run_program.py). With `snapshot`, its memory is what it was when the
 * snapshot was made, which saves more than a second. The options for it are pyodide's, but not documented: whoever
 * changes pyodide's version runs the tests.
 */
export async function loadPython({ app, pyodide, snapshot, forSnapshot = false }) {
  // Emscripten's view of Node's files asks for these numbers in a way that the permission model refuses.
  process.binding = () => ({ fs: constants });
  const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
  const python = await loadPyodide({
    indexURL: `${pyodide}/`,
    ...(forSnapshot ? { _makeSnapshot: true } : {}),
    ...(snapshot === undefined ? {} : { _loadSnapshot: readFileSync(snapshot) }),
  });
  if (snapshot === undefined) {
    const home = python.runPython('import sysconfig\nsysconfig.get_path("purelib")');
    python.FS.mkdirTree(home);
    python.FS.writeFile(`${home}/forerun_sandbox.py`, readFileSync(`${app}/run_program.py`, 'utf8'));
    python.runPython('import forerun_sandbox\ndel forerun_sandbox, sysconfig');
  }
  return python;
}
