/**
 * What Node is told when a worker is started. A prediction makes some 200 kB of objects that nobody needs a moment later.
 * In a young generation of 16 MB, Node's own choice, more than one prediction in a hundred waited for a collection, and
 * each collection copied the runs that the worker has at hand; docs/DECISIONS.md, 65, has the figures.
 */
export const WORKER_FLAGS: readonly string[] = ['--max-semi-space-size=64'];
