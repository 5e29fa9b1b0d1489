import type { ForerunError } from '../../../contracts/errors';
import type { JsonObject } from '../../../contracts/json';
import type { Trace } from '../../../contracts/trace';
import { seedOf } from '../../../core/random';
import { readTraces } from '../../../learning/traces/read-traces';
import { ToolSchemas } from '../../../learning/traces/tool-schemas';
import { domainTools, readOnlyTools, type DomainTools } from './domain-tools';
import type { PlayedTrajectory } from './played-trajectory';
import { toTrajectory, type PlayOptions } from './to-trajectory';

/** What is played of one domain. */
export interface Domain extends DomainTools {
  name: string;
  /** Trajectories and tasks in the data, before any were chosen. */
  recorded: { trajectories: number; tasks: number };
  trajectories: PlayedTrajectory[];
  /** Further ones, which teach the gate's calibration before anything is counted. */
  lessons: PlayedTrajectory[];
  /** The traces of the chosen trajectories, by id. */
  traces: Map<string, Trace>;
}

export interface ReadDomainsInput extends PlayOptions {
  files: readonly string[];
  /** Trajectories to play of each domain; all where it is 0. */
  runs: number;
  /** Trajectories of each domain, besides, that the gate learns from. */
  teach: number;
  seed: number;
  /** Names; all where empty. */
  only: readonly string[];
  onProblem(problem: ForerunError): void;
}

/**
 * The domains of trace files with the trajectories that are played: chosen by the seed, task after task, so that few
 * runs are of many tasks. Throws ForerunError `trace_file_unreadable` and `traces_empty`.
 */
export async function readDomains(input: ReadDomainsInput): Promise<Domain[]> {
  const traces = new Map<string, Trace[]>();
  const schemas = new Map<string, ReadonlyMap<string, JsonObject>>();
  const toolSchemas = new ToolSchemas();
  for (const file of input.files) {
    for await (const trace of readTraces({ files: [file], onProblem: input.onProblem })) {
      if (input.only.length > 0 && !input.only.includes(trace.domain)) continue;
      const known = traces.get(trace.domain);
      if (known) known.push(trace);
      else traces.set(trace.domain, [trace]);
      if (!schemas.has(trace.domain)) schemas.set(trace.domain, await toolSchemas.of(file, trace.tools_ref));
    }
  }
  return [...traces]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, found]) => domainOf(name, found, schemas.get(name) ?? new Map(), input));
}

function domainOf(
  name: string,
  traces: readonly Trace[],
  schemas: ReadonlyMap<string, JsonObject>,
  input: ReadDomainsInput,
): Domain {
  const all: PlayedTrajectory[] = [];
  const chosen = new Map<string, Trace>();
  const counted = input.runs === 0 ? traces.length : input.runs;
  for (const trace of inDrawnOrder(traces, input.seed)) {
    if (all.length >= counted + input.teach) break;
    const played = chosen.has(trace.trajectory_id) ? undefined : toTrajectory(trace, input);
    if (!played) continue;
    all.push(played);
    chosen.set(played.id, trace);
  }
  const [trajectories, lessons] = [all.slice(0, counted), all.slice(counted)];
  const tools = domainTools({
    readOnly: readOnlyTools(traces),
    schemas,
    trajectories: all,
    toolP95Seconds: input.latencies.tool.p95,
  });
  const tasks = new Set(traces.map(({ split_key: key }) => key)).size;
  const recorded = { trajectories: traces.length, tasks };
  return { name, recorded, trajectories, lessons, traces: chosen, ...tools };
}

/** One trajectory of each task, then the second of each, and so on; within a task and among tasks by the seed. */
export function inDrawnOrder(traces: readonly Trace[], seed: number): Trace[] {
  const rank = (text: string): number => seedOf(`${seed} ${text}`);
  const byTask = new Map<string, Trace[]>();
  for (const trace of traces) byTask.set(trace.split_key, [...(byTask.get(trace.split_key) ?? []), trace]);
  const tasks = [...byTask].sort(([one], [other]) => rank(one) - rank(other));
  const rounds = tasks.flatMap(([, group]) =>
    [...group]
      .sort((one, other) => rank(one.trajectory_id) - rank(other.trajectory_id))
      .map((trace, round) => ({ trace, round })),
  );
  return rounds.sort((one, other) => one.round - other.round).map(({ trace }) => trace);
}
