import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { SEARCH_ATTRIBUTES } from '../../contracts/names';
import { importScript } from '../scripts/helpers/scripts';
import { readText } from './support/read-compose';

const DYNAMIC = 'deploy/temporal/dynamicconfig.yaml';

/** Settings of the embedded server, by name. */
async function embeddedSettings(): Promise<Record<string, unknown>> {
  const { serverArguments } = await importScript<{ serverArguments(options: object): string[] }>(
    'temporal/keeper/server-settings.mjs',
  );
  const words = serverArguments({ port: 1 });
  const pairs = words.filter((_word, index) => words[index - 1] === '--dynamic-config-value');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), JSON.parse(pair.slice(at + 1)) as unknown];
    }),
  );
}

describe('deploy/temporal', () => {
  it('dynamic settings: → those of the embedded server', async () => {
    const file = parse(readText(DYNAMIC)) as Record<string, { value: unknown }[]>;
    const settings = Object.entries(file).map(([name, values]) => {
      expect(values).toHaveLength(1);
      expect(Object.keys(values[0]!)).toEqual(['value']);
      return [name, values[0]?.value];
    });
    expect(Object.fromEntries(settings)).toEqual(await embeddedSettings());
  });

  it('time shift: → quoted, since the server reads a duration', () => {
    expect(readText(DYNAMIC)).toMatch(/history\.timerProcessorMaxTimeShift:\n {2}- value: ['"]1ms['"]\n/);
  });

  it('search attributes and retention: → those of the contracts, 90 days', async () => {
    const script = readText('deploy/temporal/setup-namespace.sh');
    expect(/^attributes='(.*)'$/m.exec(script)?.[1]?.split(' ')).toEqual([...SEARCH_ATTRIBUTES]);
    const { RETENTION_DAYS } = await importScript<{ RETENTION_DAYS: number }>(
      'temporal/keeper/server-settings.mjs',
    );
    expect(script).toContain(`retention=\${TEMPORAL_RETENTION:-${RETENTION_DAYS}d}`);
  });
});
