import { fileURLToPath } from 'node:url';

/** The folder of Forerun's own package.json, with a trailing slash. */
export const repoRoot = fileURLToPath(new URL('../../', import.meta.url));
