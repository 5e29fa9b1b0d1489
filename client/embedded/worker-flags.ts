/**
 * What Node is told when a worker is started. A prediction makes some 200 kB of objects that nobody needs a moment later.
 * In a young generation of 16 MB, Node's own choice, one prediction in sixty paid for a collection of what lay there, and
 * each of them copied the runs that the worker has at hand; DECISIONS.md, 65, has the figures.
 */
export const WORKER_FLAGS: readonly string[] = ['--max-semi-space-size=64'];
