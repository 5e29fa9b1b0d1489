/**
 * Writes what is made of the configuration's schema and table of variables: `.env.example`,
 * `docs/forerun.config.schema.json` and the table in `docs/configuration.md`; and `docs/forerun.trace.schema.json`. Needs a build (`npm run build`).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(process.argv[2] ?? join(root, 'dist'), 'core', 'config', 'generated-files.js');
if (!existsSync(built)) {
  console.error(`${built} is not there. Run "npm run build" first.`);
  process.exit(2);
}
const { configJsonSchema, environmentExample, withVariablesTable } = createRequire(import.meta.url)(built);

const page = join(root, 'docs', 'configuration.md');
const schema = await format(JSON.stringify(configJsonSchema()), { parser: 'json', printWidth: 110 });
writeFileSync(join(root, '.env.example'), environmentExample());
writeFileSync(join(root, 'docs', 'forerun.config.schema.json'), schema);
writeFileSync(page, withVariablesTable(readFileSync(page, 'utf8')));
const { traceJsonSchema } = createRequire(import.meta.url)(
  join(built, '..', '..', '..', 'learning', 'traces', 'json-schema.js'),
);
writeFileSync(
  join(root, 'docs', 'forerun.trace.schema.json'),
  await format(JSON.stringify(traceJsonSchema()), { parser: 'json', printWidth: 110 }),
);
console.log(
  'Wrote .env.example, docs/forerun.config.schema.json, docs/forerun.trace.schema.json and docs/configuration.md.',
);
