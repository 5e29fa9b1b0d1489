import type { BatchInput } from '../../contracts/batch';
import type { Config } from '../../contracts/config';
import type { Strategy } from '../../contracts/speculation';
import { gateSettings } from '../../core/config/gate-settings';
import { predictorOrder } from '../../core/config/predictor-order';
import { pinnedPolicy } from '../../core/config/pinned-policy';

/** What one command chooses over the configuration. */
export interface RunChoices {
  lookahead?: number;
  strategy?: Strategy;
}

/** Everything of a run's input that its task and its arm do not decide: names, limits and the pinned policy. */
export function runTemplate(
  config: Config,
  input: { storeId: string; searchAttributes: boolean; choices?: RunChoices },
): BatchInput['template'] {
  const { speculation, agent, temporal } = config;
  const actor = config.models.actor;
  if (!actor) throw new RangeError('runTemplate: the profile actor always exists');
  return {
    storeId: input.storeId,
    toolset: config.toolset,
    actor: 'actor',
    predictor: 'spec',
    predictors: predictorOrder(speculation),
    replay: actor.replay,
    policy: pinnedPolicy(config),
    ...(config.toolset === 'mcp' ? { tools: 'discovered' as const } : {}),
    limits: {
      maxSteps: agent.maxSteps,
      maxSeconds: agent.maxSeconds,
      maxTokens: agent.maxTokens,
      maxCostUsd: agent.maxCostUsd,
    },
    speculation: speculationSettings(speculation, input.choices),
    ...(speculation.learning
      ? {
          learning: {
            profile: speculation.profile,
            halfLife: speculation.profileHalfLife,
            priorStrength: speculation.profilePriorStrength,
          },
        }
      : {}),
    timeouts: {
      decideMs: actor.requestTimeoutMs,
      predictMs: speculation.predictMs,
      aheadStartMs: speculation.aheadStartMs,
    },
    queuePrefix: temporal.queuePrefix,
    searchAttributes: input.searchAttributes,
    maxHistoryEvents: temporal.maxHistoryEvents,
  };
}

const speculationSettings = (
  settings: Config['speculation'],
  choices: RunChoices = {},
): BatchInput['template']['speculation'] => ({
  strategy: choices.strategy ?? settings.strategy,
  jaccardThreshold: settings.jaccardThreshold,
  topK: settings.topK,
  lookahead: choices.lookahead ?? settings.lookahead,
  minProbability: settings.minProbability,
  maxConcurrent: settings.maxConcurrent,
  maxLaunches: settings.maxLaunches,
  maxCostUsd: settings.maxCostUsd,
  maxMemoEntries: settings.maxMemoEntries,
  doubles: 'avoided',
  gate: gateSettings(settings),
});
