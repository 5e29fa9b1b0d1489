import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { warmTools } from '../../client/sdk/warm-tools';
import type { Tool } from '../../contracts/tool';
import { Toolset } from '../../tools/toolset';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { msOf } from './conversation';

describe('tools brought up before runs that are compared', () => {
  const { toolset } = testToolset({ ms: msOf });
  let warmed: string[] = [];
  let bed: Testbed;

  beforeAll(async () => {
    const tools = toolset.list().map((tool): Tool => {
      const warm = (): Promise<void> => {
        warmed.push(tool.name);
        return tool.name === 'compute'
          ? Promise.reject(new Error('no process to be had'))
          : Promise.resolve();
      };
      return tool.name === 'send' ? tool : { ...tool, warm };
    });
    bed = await Testbed.start({
      toolset: new Toolset('test', tools, toolset.policy),
      script: { models: { 'sim-actor': { role: 'actor' }, 'sim-predictor': { role: 'predictor' } } },
      roles: ['orchestrator', 'tools'],
    });
  });
  afterAll(() => bed?.stop());

  const warm = (): Promise<void> =>
    warmTools(bed.client, {
      queuePrefix: bed.context.config.temporal.queuePrefix,
      queues: ['tools', 'spec-tools'],
    });

  it('no spec worker, and a tool that cannot be brought up → the others are, and nothing is thrown', async () => {
    warmed = [];
    await warm();
    expect(warmed.sort()).toEqual(['compute', 'look']);
  });

  it('both queues served → the tools of both, once each', async () => {
    await bed.startRole('spec');
    warmed = [];
    await warm();
    expect(warmed.sort()).toEqual(['compute', 'compute', 'look', 'look']);
  });
});
