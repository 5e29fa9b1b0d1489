import { createRequire } from 'node:module';
import path from 'node:path';
import { writeAtomically } from '../shared/write-atomically.mjs';

/** Bundles the workflows once, for all workers: doing it at their start costs each a second or more. */
export async function bundleWorkflows(root) {
  const require = createRequire(path.join(root, 'package.json'));
  const { bundleWorkflowCode, DefaultLogger } = require('@temporalio/worker');
  const workflows = path.join(root, 'dist', 'workflows');
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(workflows, 'index.js'),
    // Every run would evaluate all modules anew. None of them keeps anything; `npm run lint` sees to that.
    preloadModules: [path.join(workflows, 'preload.js')],
    logger: new DefaultLogger('WARN'),
  });
  if (code.includes('node_modules/zod')) {
    // 400 modules more cost milliseconds and most of an orchestrator's memory.
    throw new Error('workflow code imports zod: import schemas as types only');
  }
  writeAtomically(bundlePath(root), code);
}

export const bundlePath = (root) => path.join(root, 'dist', 'workflow-bundle.js');
