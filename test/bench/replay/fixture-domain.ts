import { domainTools, readOnlyTools } from '../../../bench/replay/recording/domain-tools';
import type { LatencyModel } from '../../../bench/replay/recording/latencies';
import type { PlaySettings } from '../../../bench/replay/recording/play-files';
import type { Domain } from '../../../bench/replay/recording/read-domains';
import { toTrajectory } from '../../../bench/replay/recording/to-trajectory';
import type { Trace } from '../../../contracts/trace';
import { LATENCIES, shopTrace } from './fixture-traces';

/** A domain of made-up traces. */
export function toyDomain(
  traces: Trace[] = [shopTrace('one', 'W1'), shopTrace('two', 'W2')],
  latencies: LatencyModel = LATENCIES,
): Domain {
  const trajectories = traces.flatMap((trace) => toTrajectory(trace, { latencies, maxTurns: 40 }) ?? []);
  return {
    name: traces[0]?.domain ?? '',
    recorded: { trajectories: traces.length, tasks: traces.length },
    trajectories,
    lessons: [],
    traces: new Map(traces.map((trace) => [trace.trajectory_id, trace])),
    ...domainTools({
      readOnly: readOnlyTools(traces),
      schemas: new Map(),
      trajectories,
      toolP95Seconds: latencies.tool.p95,
    }),
  };
}

export const playOf = (latencies: LatencyModel = LATENCIES): PlaySettings => ({
  latencies,
  timeScale: 1,
  guesser: { accuracy: 1, seconds: 0 },
});

export const SYSTEM = {
  tableModel: '',
  replay: 'calls' as const,
  price: { input: 2.5, cachedInput: 0.25, output: 10 },
};
