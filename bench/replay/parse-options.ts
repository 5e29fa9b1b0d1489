import { readArguments } from '../shared/read-arguments';
import { parseGate, type GateChoice } from './arms';
import type { LatencyModel } from './recording/latencies';
import { wrongUsage } from './wrong-usage';

export interface ReplayOptions {
  /** Trace files; the shared dev files where empty. */
  data: string[];
  /** File of the table predictor; empty: the simulated predictor guesses. */
  model: string;
  domains: string[];
  /** Trajectories of each domain; all where it is 0. */
  runs: number;
  /** Trajectories of each domain, besides, that the value gate learns from. */
  teach: number;
  maxTurns: number;
  /** Dollars that a second is worth to the value gate; the product's default where it is absent. */
  lambda?: number;
  lookahead: number;
  gates: GateChoice[];
  accuracy: number;
  latencies: LatencyModel;
  replay: 'full' | 'calls';
  timeScale: number;
  concurrency: number;
  price: { input: number; cachedInput: number; output: number };
  whatIf: boolean;
  /** Nothing is run for real: everything on a virtual clock. */
  calculateOnly: boolean;
  /** Milliseconds a hop where none was measured. */
  hopMs: number;
  jsonPath: string;
  useEnv: boolean;
  help: boolean;
}

export const USAGE = `npm run bench:replay -- [options]

  --data FILE,…      trace files (.jsonl, .jsonl.gz); more names may follow
                     (default: the dev files of FORERUN_TRACES, else of ../shared/traces)
  --model FILE       the table predictor that guesses, as \`forerun learn table\` writes it
                     (default: a simulated predictor that is right as often as --accuracy says)
  --domains A,B      these domains alone
  --runs N           trajectories of each domain, drawn by the seed, task after task; 0 for all (12)
  --teach N          further trajectories that are predicted in the shadow first, so that the value gate
                     has seen how often its predictor is right (0: it starts knowing nothing)
  --max-turns N      longer recordings are cut behind so many decisions (40)
  --gate G,G         how guesses are judged, an arm each: value, always, never, threshold:P (threshold:0.1,value);
                     value:USD is the value gate of somebody to whom a second is worth that
  --lambda USD       what a second is worth to the value gate, and in net values (the product's default)
  --lookahead N      decisions requested ahead (1)
  --accuracy P       of the simulated predictor (0.6)
  --actor P50,P90    seconds of the actor's decisions (1.35,2.5)
  --tool P50,P95     seconds of the tools (0.32,1.84)
  --user P50,P90     seconds of the recorded users' turns (1,2)
  --recorded         seconds that were recorded count; the models above stand in where there are none
  --text PROFILE     what the actor is shown of its own text: calls (never beside calls) or full (calls)
  --price I,C,O      dollars per million of the actor's tokens: input, cached, output (2.5,0.25,10)
  --time-scale F     multiplies every wait; hops between processes are not shortened by it (1)
  --concurrency N    runs at a time (8)
  --seed N           of draws and latencies (1)
  --what-if          adds a grid of slower tools and actors, calculated with the measured hops
  --calculate        nothing is run: the same loop, draft, predictors and gate on a virtual clock
  --hop MS           milliseconds of a hop with --calculate (15)
  --json FILE        where the results go, a table and a figure beside them (bench/out/replay.json)
  --use-env          the Temporal server that TEMPORAL_ADDRESS and its like name

Temporal server, workers, HTTP, store, predictors and gate are real; the actor, the tools and the users play a recording.
Status: 0 done, 1 a run was not what was recorded, 2 wrong usage.
`;

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;
const OPTIONS = {
  data: string,
  model: string,
  domains: string,
  runs: string,
  teach: string,
  lambda: string,
  'max-turns': string,
  gate: string,
  lookahead: string,
  accuracy: string,
  actor: string,
  tool: string,
  user: string,
  recorded: boolean,
  text: string,
  price: string,
  'time-scale': string,
  concurrency: string,
  seed: string,
  'what-if': boolean,
  calculate: boolean,
  hop: string,
  json: string,
  'use-env': boolean,
  help: { type: 'boolean', short: 'h' },
} as const;

/** The options of the command. Throws ForerunError `wrong_usage`, which names what is wrong. */
export function parseOptions(argv: readonly string[]): ReplayOptions {
  const { values, positionals } = readArguments(
    { args: [...argv], allowPositionals: true, options: OPTIONS },
    wrongUsage,
  );
  const list = (text: string | undefined): string[] => (text ?? '').split(',').filter((name) => name !== '');
  const seed = whole('--seed', values.seed, 1, 0);
  const [actorP50 = 0, actorP90 = 0] = numbers('--actor', values.actor, [1.35, 2.5]);
  const [toolP50 = 0, toolP95 = 0] = numbers('--tool', values.tool, [0.32, 1.84]);
  const [userP50 = 0, userP90 = 0] = numbers('--user', values.user, [1, 2]);
  const [input = 0, cachedInput = 0, output = 0] = numbers('--price', values.price, [2.5, 0.25, 10], false);
  const text = values.text ?? 'calls';
  if (text !== 'calls' && text !== 'full') throw wrongUsage(`--text ${text} is neither calls nor full`);
  if (positionals.length > 0 && values.data === undefined)
    throw wrongUsage(`${positionals.join(' ')}: files are named behind --data`);
  return {
    data: [...list(values.data), ...positionals],
    model: values.model ?? '',
    domains: list(values.domains),
    runs: whole('--runs', values.runs, 12, 0),
    teach: whole('--teach', values.teach, 0, 0),
    maxTurns: whole('--max-turns', values['max-turns'], 40, 1),
    ...(values.lambda === undefined ? {} : { lambda: number('--lambda', values.lambda, 0, 0, 1000) }),
    lookahead: whole('--lookahead', values.lookahead, 1, 0),
    gates: list(values.gate ?? 'threshold:0.1,value').map(parseGate),
    accuracy: number('--accuracy', values.accuracy, 0.6, 0, 1),
    latencies: {
      actor: { p50: actorP50, p90: actorP90 },
      tool: { p50: toolP50, p95: toolP95 },
      user: { p50: userP50, p90: userP90 },
      recorded: values.recorded ?? false,
      seed,
    },
    replay: text,
    timeScale: number('--time-scale', values['time-scale'], 1, 0, 1000),
    concurrency: whole('--concurrency', values.concurrency, 8, 1),
    price: { input, cachedInput, output },
    whatIf: values['what-if'] ?? false,
    hopMs: number('--hop', values.hop, 15, 0, 10_000),
    calculateOnly: values.calculate ?? false,
    jsonPath: values.json ?? 'bench/out/replay.json',
    useEnv: values['use-env'] ?? false,
    help: values.help ?? false,
  };
}

function number(
  name: string,
  text: string | undefined,
  otherwise: number,
  least: number,
  most: number,
): number {
  const value = text === undefined ? otherwise : Number(text);
  if (text?.trim() === '' || !(value >= least && value <= most))
    throw wrongUsage(`${name} ${text} is not a number from ${least} to ${most}`);
  return value;
}

function whole(name: string, text: string | undefined, otherwise: number, least: number): number {
  const value = number(name, text, otherwise, least, 1_000_000);
  if (!Number.isInteger(value)) throw wrongUsage(`${name} ${text} is not a whole number`);
  return value;
}

/** Numbers with commas between them; points of a distribution are above zero and in order. */
function numbers(name: string, text: string | undefined, otherwise: number[], points = true): number[] {
  const values = text === undefined ? otherwise : text.split(',').map(Number);
  const fits = (value: number, index: number): boolean =>
    points ? value > 0 && value >= (values[index - 1] ?? 0) : value >= 0;
  if (values.length !== otherwise.length || !values.every(fits))
    throw wrongUsage(
      `${name} ${text} is not ${otherwise.length} numbers ${points ? 'above zero, in order' : 'from zero up'}, such as ${otherwise.join(',')}`,
    );
  return values;
}
