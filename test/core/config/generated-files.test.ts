import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import {
  configJsonSchema,
  defaultText,
  environmentExample,
  withVariablesTable,
} from '../../../core/config/generated-files';
import { loadConfig } from '../../../core/config/load-config';
import { placeAt } from '../../../core/config/schema-at';
import { OTHER_VARIABLES, SECRET_VARIABLES, VARIABLES } from '../../../core/config/variables';

const root = join(__dirname, '..', '..', '..');
const onDisk = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const hint = 'run scripts/generate-config-docs.mjs after a build';

describe('table of variables', () => {
  it('against the schema: → every path is a value, every name is there once', () => {
    const broken = VARIABLES.filter(({ path }) => placeAt(path.split('.'))?.kind !== 'value');
    expect(broken.map(({ name }) => name)).toEqual([]);
    expect(new Set(VARIABLES.map(({ name }) => name)).size).toBe(VARIABLES.length);
  });

  it('against the schema: → every setting outside profiles and tool policy has a variable', () => {
    const paths = new Set(VARIABLES.map(({ path }) => path));
    const missing = leaves([]).filter((path) => !paths.has(path));
    expect(missing).toEqual(['$schema', 'toolset']);
  });

  it('secrets: → exactly the paths that hold keys', () => {
    const keys = VARIABLES.filter(({ path }) => path.endsWith('.apiKey')).map(({ name }) => name);
    expect(SECRET_VARIABLES.toSorted()).toEqual(keys.toSorted());
    expect(keys).toContain('OPENAI_API_KEY');
  });

  function leaves(path: string[]): string[] {
    const place = placeAt(path);
    if (place?.kind !== 'group') return [path.join('.')];
    return (place.names ?? []).flatMap((name) => leaves([...path, name]));
  }
});

describe('.env.example', () => {
  it('on disk: → what the table makes', () => {
    expect({ hint, text: onDisk('.env.example') }).toEqual({ hint, text: environmentExample() });
  });

  it('every variable: → stands in it once, below its explanation, commented out', () => {
    const lines = onDisk('.env.example').split('\n');
    for (const name of [...VARIABLES, ...OTHER_VARIABLES].map((variable) => variable.name)) {
      const at = lines.findIndex((line) => line.startsWith(`#${name}=`));
      expect({ name, explained: lines[at - 1]?.startsWith('# ') }).toEqual({ name, explained: true });
      expect(lines.filter((line) => line.startsWith(`#${name}=`))).toHaveLength(1);
    }
  });

  it.each(['openai', 'vllm'])('all uncommented with provider %s: → the default configuration', (provider) => {
    const dotenv = parseEnv(onDisk('.env.example').replace(/^#(?=[A-Z0-9_]+=)/gm, '')) as Record<
      string,
      string
    >;
    const bare = loadConfig({ env: { MODEL_PROVIDER: provider } });
    const full = loadConfig({ dotenv: { ...dotenv, MODEL_PROVIDER: provider } });
    expect(full.ok ? [] : full.problems).toEqual([]);
    expect(full.ok && full.config).toEqual(bare.ok && bare.config);
    expect(Object.keys(dotenv)).toHaveLength(VARIABLES.length + OTHER_VARIABLES.length);
  });

  it('defaults in words: → none where a setting has a fixed default', () => {
    const fixed = VARIABLES.filter(({ name }) => name === 'GAIA_MAX_STEPS' || name === 'LLM_MAX_TOKENS');
    expect(fixed.map(defaultText)).toEqual(['16384', '15']);
  });
});

describe('docs/configuration.md', () => {
  it('table on disk: → what the table makes', () => {
    const page = onDisk('docs', 'configuration.md');
    expect({ hint, page }).toEqual({ hint, page: withVariablesTable(page) });
  });

  it('a page without its marks: → RangeError', () => {
    expect(() => withVariablesTable('nothing')).toThrow(RangeError);
  });
});

describe('docs/forerun.config.schema.json', () => {
  const schema = JSON.parse(onDisk('docs', 'forerun.config.schema.json')) as object;
  const accepts = new Ajv2020({ strict: true, validateFormats: false }).compile(schema);

  it('on disk: → what the schema makes', () => {
    expect({ hint, schema }).toEqual({ hint, schema: JSON.parse(JSON.stringify(configJsonSchema())) });
  });

  it.each([
    {},
    { $schema: './docs/forerun.config.schema.json', provider: 'vllm' },
    { models: { actor: { model: 'm', baseUrls: ['http://localhost:1/v1'] }, other: { model: 'x' } } },
    { toolPolicy: { code_exec: { enabled: false }, web_search: { p95Ms: 10 } } },
    { store: { kind: 's3', bucket: 'b' } },
    { keys: { allowedHosts: ['a.example:1'] } },
  ])('%j → accepted, by the loader too', (content) => {
    expect(accepts(content)).toBe(true);
    expect(loadConfig({ file: { path: 'f', content } }).ok).toBe(true);
  });

  it.each([
    [],
    { providers: 'vllm' },
    { provider: 'azure' },
    { agent: { maxSteps: 0 } },
    { agent: { maxSteps: 1.5 } },
    { models: { actor: { baseUrls: [] } } },
    { models: { actor: { priceUsdPerMillion: { input: 1 } } } },
    { toolPolicy: { web_search: { effect: 'none' } } },
    { speculation: { topK: 11 } },
  ])('%j → refused, by the loader too', (content) => {
    expect(accepts(content)).toBe(false);
    expect(loadConfig({ file: { path: 'f', content } }).ok).toBe(false);
  });
});
