// What the product itself uses: code that only tests reach is dead, too.
import { readFileSync } from 'node:fs';

const { entry, project, ...rest } = JSON.parse(
  readFileSync(new URL('../knip.json', import.meta.url), 'utf8'),
);
const isTest = (pattern) => pattern.startsWith('test/');

export default {
  ...rest,
  entry: [
    ...entry.filter((pattern) => !isTest(pattern)),
    // By path, from `scripts/generate-config-docs.mjs`.
    'core/config/generated-files.ts',
    'learning/traces/json-schema.ts',
  ],
  project: [...project, '!test/**'],
  jest: false,
};
