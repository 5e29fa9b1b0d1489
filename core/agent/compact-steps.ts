import type { StepRecord } from '../../contracts/run';

/** Most characters that a run's step records may have together; they travel in results and through continue-as-new. */
const MAX_CHARS = 600_000;

/**
 * Keeps step records within their limit: the oldest lose what their calls said (arguments, previews), never their
 * counts, seconds and ends; the transcript has it all.
 */
export function compactSteps(steps: StepRecord[], maxChars = MAX_CHARS): StepRecord[] {
  let chars = JSON.stringify(steps).length;
  if (chars <= maxChars) return steps;
  return steps.map((step) => {
    if (chars <= maxChars / 2) return step;
    const shorter: StepRecord = {
      ...step,
      textPreview: undefined,
      calls: step.calls.map((call) => ({ ...call, arguments: '…', preview: '' })),
    };
    chars -= JSON.stringify(step).length - JSON.stringify(shorter).length;
    return shorter;
  });
}
