// `npm run build`: dependencies and dist/ brought up to date.
import { ensureReady } from './ensure-ready.mjs';
import { requireSupportedNode } from './shared/node-version.mjs';
import { reportError } from './shared/script-error.mjs';

requireSupportedNode();
await ensureReady().catch((error) => (process.exitCode = reportError(error)));
