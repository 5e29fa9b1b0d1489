import { proxyActivities } from '@temporalio/workflow';
import type { ForerunActivities } from '../../contracts/activities';
import type { Ports } from '../../core/speculation/ports';
import { aheadOptions } from './activity-options';
import { aheadFlight } from './flights';
import type { PortsInput } from './ports-input';

/** Predictions of the next turn, by the predictor whose turn it is. */
export function predictPort({ input, root, run, takeNotes }: PortsInput): Pick<Ports, 'predict'> {
  return {
    predict: (transcript, { learned, step, budget, stage, earlier, gate }) => {
      const kind = input.predictors?.[stage];
      const summary = `step ${step} · predict${kind ? ` (${kind})` : ''}`;
      const options = aheadOptions(input, 'spec-predict', input.timeouts.predictMs, summary);
      const { predict } = proxyActivities<ForerunActivities>(options);
      const { topK, strategy, minProbability } = input.speculation;
      const notes = takeNotes();
      return aheadFlight(root, () =>
        predict({
          run,
          transcript: transcript.ref(),
          step,
          budget,
          topK,
          strategy,
          minProbability,
          ...(input.predictors ? { predictors: input.predictors } : {}),
          ...(stage > 0 ? { stage, earlier } : {}),
          ...(gate ? { gate } : {}),
          ...(learned ? { learned: { ...input.learning, ...learned } } : {}),
          ...notes,
        }),
      );
    },
  };
}
