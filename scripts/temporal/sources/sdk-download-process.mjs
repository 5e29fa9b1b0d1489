// The program behind from-sdk-download.mjs: `node sdk-download-process.mjs FOLDER`.
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { TEMPORAL_CLI_VERSION } from '../cli-version.mjs';

const [downloadDir] = process.argv.slice(2);
try {
  // The SDK offers no download alone: it starts the server it fetched, which we stop at once.
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir, version: `v${TEMPORAL_CLI_VERSION}` } },
  });
  await environment.teardown();
} catch (error) {
  const causes = [];
  for (let cause = error; cause; cause = cause.cause) causes.push(cause.message);
  console.error(causes.join(': ').replaceAll('\n', ' '));
  process.exitCode = 1;
}
