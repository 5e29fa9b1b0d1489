import type { ModelProfile } from '../contracts/config';
import type { EndpointPool } from '../models/endpoint-pool';
import { isReasoningModel } from '../models/request-parameters';
import { modelPredictor } from './model';
import type { Predictor } from './predictor';

/**
 * The actor's own model with reasoning off. It sends what the actor sends, in the actor's order, so the server's prefix
 * cache serves both; its requests take the actor's slots as speculative ones do, behind real requests.
 */
export function selfPredictor({ profile, pool }: { profile: ModelProfile; pool: EndpointPool }): Predictor {
  const settings = withoutReasoning(profile);
  return modelPredictor({ profile: settings, pool: pool.withSettings(settings), source: 'self' });
}

/**
 * The profile with as little reasoning as its model takes: `none` since gpt-5.1 and on vLLM (where it switches thinking
 * off in the chat template), `minimal` for gpt-5 itself, `low` for the o series and codex, which always reason. A model
 * that reasons only when told to is not told to. A server that refuses the value is asked without it from then on.
 */
export function withoutReasoning(profile: ModelProfile): ModelProfile {
  const name = profile.model.split('/').at(-1) ?? profile.model;
  if (profile.vllm) return { ...profile, reasoningEffort: 'none' };
  if (isReasoningModel(profile.model)) {
    const always = /^o\d/i.test(name) || /codex/i.test(name);
    const reasoningEffort = always ? 'low' : /^gpt-5\.\d/i.test(name) ? 'none' : 'minimal';
    return { ...profile, reasoningEffort };
  }
  return profile.reasoningEffort === undefined ? profile : { ...profile, reasoningEffort: 'none' };
}
