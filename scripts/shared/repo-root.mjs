import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of Forerun's own package.json. */
export const repoRoot = path.resolve(fileURLToPath(import.meta.url), '../../..');
