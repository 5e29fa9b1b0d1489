import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const WORKFLOWS = path.join(__dirname, '..', '..', 'workflows');

/** The workflows' sources as they are, bundled as `npm run build` does. */
export async function workflowCode(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(WORKFLOWS, 'index.ts'),
    preloadModules: [path.join(WORKFLOWS, 'preload.ts')],
    logger: new DefaultLogger('ERROR'),
  });
  return code;
}
