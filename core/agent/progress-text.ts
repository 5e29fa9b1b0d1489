import type { RunProgress, StepRecord } from '../../contracts/run';

function callLine(call: StepRecord['calls'][number]): string {
  const how =
    call.via === 'real'
      ? ''
      : ` · ${call.via}${call.source ? ` from ${call.source}` : ''}${call.lossy ? ' (lossy)' : ''}`;
  const hidden = call.hiddenSeconds > 0 ? `, hid ${call.hiddenSeconds.toFixed(2)} s` : '';
  const ok = call.ok ? '' : ` · ${call.code ?? 'error'}`;
  return `  - \`${call.tool} ${call.arguments}\` ${call.seconds.toFixed(2)} s${how}${hidden}${ok}: ${call.preview}`;
}

/** The running table of a run in Markdown, for Temporal's UI (current details). The last twenty steps. */
export function progressText(progress: RunProgress): string {
  const head = `**${progress.status}** · ${progress.doing} · ${progress.hits} hits · ${progress.acceptedAhead} accepted ahead · ${progress.hiddenSeconds.toFixed(1)} s hidden · $${progress.costUsd.toFixed(4)}`;
  const lines = progress.steps
    .slice(-20)
    .flatMap((step) => [
      `- step ${step.step}: ${step.kind}, actor ${step.actorSeconds.toFixed(2)} s${step.decidedBy === 'real' ? '' : ` (${step.decidedBy} ahead)`}`,
      ...step.calls.map(callLine),
    ]);
  return [head, '', ...lines].join('\n');
}
