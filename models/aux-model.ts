import { toFile } from 'openai';
import type { AuxModel } from '../contracts/aux-model';
import type { ModelProfile } from '../contracts/config';
import type { Usage } from '../contracts/decision';
import { sha256Hex } from '../core/sha256';
import { callEndpoint } from './call-endpoint';
import { streamChat } from './chat';
import type { ChatRequest } from './chat-types';
import { EndpointPool } from './endpoint-pool';
import { problemError } from './provider-error';
import { dataUrl } from './render-messages';
import { NO_USAGE, priceUsage, toTokens } from './usage';

/** The requests that tools make, over the profiles `vision` and `transcribe`. Make one a process. */
export function createAuxModel(profiles: { vision: ModelProfile; transcribe: ModelProfile }): AuxModel {
  const vision = new EndpointPool(profiles.vision);
  const transcribe = new EndpointPool(profiles.transcribe);
  return {
    complete: async (input) => {
      const result = await streamChat({
        profile: profiles.vision,
        pool: vision,
        request: completionRequest(input),
        ahead: input.ahead,
        runToken: sha256Hex(input.prompt),
        signal: input.signal,
      });
      return { text: result.choices[0]?.text ?? '', usage: result.usage };
    },
    transcribe: (input) => transcribeWith(profiles.transcribe, transcribe, input),
  };
}

function completionRequest(input: Parameters<AuxModel['complete']>[0]): ChatRequest {
  const images = (input.images ?? []).map((image) => ({
    type: 'image_url' as const,
    image_url: { url: dataUrl(image.mime, image.bytes) },
  }));
  return {
    messages: [
      ...(input.system ? [{ role: 'system' as const, content: input.system }] : []),
      {
        role: 'user',
        content: images.length > 0 ? [{ type: 'text', text: input.prompt }, ...images] : input.prompt,
      },
    ],
    ...(input.maxTokens === undefined ? {} : { maxTokens: input.maxTokens }),
  };
}

async function transcribeWith(
  profile: ModelProfile,
  pool: EndpointPool,
  input: Parameters<AuxModel['transcribe']>[0],
): Promise<{ text: string; usage: Usage }> {
  const request = {
    profile,
    pool,
    ahead: input.ahead,
    runToken: sha256Hex(input.bytes),
    signal: input.signal,
    use: 'uploads' as const,
    spent: () => NO_USAGE,
  };
  return callEndpoint(request, async (endpoint) => {
    const file = await toFile(input.bytes, input.name, { type: input.mime });
    const answer = await endpoint.client.audio.transcriptions.create(
      { model: profile.model, file, response_format: 'json' },
      { signal: endpoint.controller.signal },
    );
    if (typeof answer?.text !== 'string') {
      const problem = { code: 'provider_garbage', message: 'its transcription holds no text' } as const;
      throw problemError(problem, { profile, url: endpoint.url, phase: 'body' });
    }
    return { text: answer.text, usage: transcriptionUsage(answer.usage, answer.text, profile) };
  });
}

/** Some models count tokens, others only seconds; for those the text's tokens are an estimate. */
function transcriptionUsage(reported: unknown, text: string, profile: ModelProfile): Usage {
  const counts = (reported ?? {}) as Record<string, unknown>;
  if (typeof counts.input_tokens === 'number' && typeof counts.output_tokens === 'number') {
    return priceUsage(
      { promptTokens: counts.input_tokens, cachedTokens: 0, completionTokens: counts.output_tokens },
      profile.priceUsdPerMillion,
    );
  }
  const completionTokens = toTokens(text.length);
  return {
    ...priceUsage({ promptTokens: 0, cachedTokens: 0, completionTokens }, profile.priceUsdPerMillion),
    estimated: true,
  };
}
