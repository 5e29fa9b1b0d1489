import { describe, expect, it } from '@jest/globals';
import { checkBeforeRuns } from '../../../client/cli/open-command';
import type { Io } from '../../../client/cli/io';
import { loadConfig } from '../../../core/config/load-config';

/** What is said before a run with a vLLM server of one's own and no key for searches. */
function notes(content: object): string {
  const loaded = loadConfig({
    env: { MODEL_PROVIDER: 'vllm' },
    file: { path: 'forerun.config.json', content },
  });
  if (!loaded.ok) throw new Error('the configuration is not valid');
  const said: string[] = [];
  const tell = (line: string): void => void said.push(line);
  checkBeforeRuns(loaded.config, [], { note: tell, say: tell, result: tell } as Io);
  return said.join('\n');
}

describe('before runs', () => {
  it('no key for searches, and a toolset that searches → said', () => {
    expect(notes({ toolset: 'gaia' })).toMatch(/searches will fail[\s\S]*SERPER_API_KEY/);
  });

  it('a toolset without searches → nothing said of them', () => {
    expect(notes({ toolset: 'mcp' })).toBe('');
  });
});
