import type { AuxModel } from '../contracts/aux-model';
import type { Config } from '../contracts/config';
import type { Tool } from '../contracts/tool';
import type { PinnedPolicy } from '../contracts/tool-policy';
import { createCalculate } from './calculate/calculate';
import { createCodeExec } from './code-exec/code-exec';
import { createCodeGenerate } from './code-generate/code-generate';
import { createFileRead } from './file-read/file-read';
import { createAudioTranscribe } from './media/audio-transcribe';
import { createVisionTools } from './media/vision-tools';
import { Toolset } from './toolset';
import { DocumentReader } from './web/document-reader';
import { createEnhancedSearch } from './web/enhanced-search';
import { createGuardedFetch } from './web/guarded-fetch';
import { createSearchProvider } from './web/create-search-provider';
import { createWebReader } from './web/web-reader';
import { createWebSearch } from './web/web-search';

/** The tools of the `gaia` toolset over one configuration; what the policy does not name is not offered. */
export function createGaiaToolset(input: { config: Config; policy: PinnedPolicy; model: AuxModel }): Toolset {
  const { config, policy, model } = input;
  const provider = createSearchProvider(config.search, { timeoutMs: config.web.timeoutMs });
  const reader = new DocumentReader({ guard: createGuardedFetch(config.web) });
  const tools: Tool[] = [
    createWebSearch({ provider }),
    createEnhancedSearch({ provider, reader }),
    createWebReader({ reader }),
    createFileRead(),
    createCalculate(),
    createCodeExec({ sandbox: config.sandbox }),
    createCodeGenerate({ model }),
    ...createVisionTools({ model }),
    createAudioTranscribe({ model }),
  ] as unknown as Tool[];
  return new Toolset('gaia', tools, policy);
}
