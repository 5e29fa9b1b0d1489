import type { GateSettings, GateValue } from '../../contracts/gate';
import type { RefusalReason, Verdict } from '../../contracts/speculation';
import { CALLING_TURN, WHOLE_TURN } from '../calibration/bins';
import { askedAhead } from './carrier';
import { actorSeconds, toolSeconds, TRUST, type GateEvidence, type Trust } from './evidence';
import { callValue, decisionValue, expectedValue } from './expected-value';
import type { Gate, GateCall, GateQuestion, GateTurn, TurnVerdict } from './gate';
import { remainingPoints } from './latency';
import { modeOf } from './modes';
import { Spend } from './spend';
import { priceOf } from './threshold-gate';

interface ValueGateOptions {
  settings: GateSettings;
  evidence: GateEvidence;
  /** Name of the actor's profile, as its seconds were measured under. */
  actor: string;
  /** Guesses whose calls may be launched. */
  topK: number;
}

/** A call that several guesses may share: what it is worth, and what is said to it. */
interface Item {
  call: GateCall;
  q: number;
  /** The best of the guesses that ask for it. */
  turn: number;
  /** What the kill switch says; the mildest of the guesses that ask for it. */
  trust: Trust;
  value?: GateValue;
  reason?: RefusalReason;
  /** It would be worth its price if the run were here. */
  whenReached?: boolean;
}

/**
 * The expected-value rule: a call is launched where its expected value is positive, the most valuable first while the
 * budget holds, of the `topK` most valuable guesses at most. Cautious by its evidence, exact in its sums: a call that
 * several guesses share is as probable as they are together, and is paid for once.
 */
export function valueGate(options: ValueGateOptions): Gate {
  return {
    name: 'value',
    judge(question) {
      const { turns, budget, input } = question;
      const windows = remainingPoints(actorSeconds(options.evidence, options.actor), input.elapsedSeconds);
      const rows = itemsOf(turns, input.reach, options);
      const items = [...new Set(rows.flat())];
      for (const item of items) price(item, input.reach, windows, options);
      limitTurns(rows, options.topK);
      const spend = new Spend(budget);
      for (const item of byValue(items)) item.reason ??= spend.take(priceOf(item.call));
      const verdicts = rows.map((row, at): TurnVerdict => {
        const turn = turns[at];
        return {
          calls: row.map(verdictOf),
          q: turn ? round(turnProbability(turn, input.reach, options)) : 0,
        };
      });
      return withAhead(verdicts, { question, rows, windows, spend, options });
    },
  };
}

/**
 * Each guess as a row of items; the n-th occurrence of a call is one item in all guesses. The first is as probable as its
 * predictor says the call is, whatever the turn; where nobody told that, and for further ones, as the guesses together.
 */
function itemsOf(turns: GateTurn[], reach: number, { evidence }: ValueGateOptions): Item[][] {
  const items = new Map<string, Item>();
  return turns.map((turn, at) => {
    const seen = new Map<string, number>();
    return turn.calls.map((call) => {
      const nth = (seen.get(call.key) ?? 0) + 1;
      seen.set(call.key, nth);
      const of = { predictor: turn.predictor, tool: call.tool };
      const own = nth === 1 ? call.probability : undefined;
      const q = reach * evidence.probability({ ...of, probability: own ?? turn.probability });
      const trust = evidence.trust({ ...of, key: call.key });
      const name = `${call.key} ${nth}`;
      const known = items.get(name);
      if (!known) {
        const item: Item = { call, q, turn: at, trust };
        items.set(name, item);
        return item;
      }
      known.q = own === undefined ? Math.min(reach, known.q + q) : Math.max(known.q, q);
      known.trust = milder(known.trust, trust);
      return known;
    });
  });
}

function price(
  item: Item,
  reach: number,
  windows: readonly number[],
  { settings, evidence }: ValueGateOptions,
): void {
  const { call, q } = item;
  const { policy } = call;
  item.reason = call.refused ?? (policy ? undefined : 'unknown_tool');
  if (item.reason || !policy) return;
  if (policy.effect === 'write') item.reason = 'not_read_only';
  else if (modeOf(settings, call.tool) === 'off') item.reason = 'tool_mode_off';
  if (item.reason) return;
  const tool = toolSeconds(evidence, call.tool, policy);
  item.value = callValue({ q, tool, windows, policy, prices: settings });
  if (item.trust === 'killed') item.reason = 'kill_switch';
  else if (!(q > 0)) item.reason = 'low_probability';
  else if (item.trust === 'live' && !(item.value.evUsd > 0)) {
    item.reason = 'no_value';
    item.whenReached = reach < 1 && paysAtReachOne(item.value, reach, settings);
  } else if (modeOf(settings, call.tool) === 'shadow') item.reason = 'tool_mode_shadow';
}

/** The same guess, once the run is where it was guessed. */
const paysAtReachOne = (value: GateValue, reach: number, prices: GateSettings): boolean =>
  expectedValue({ ...value, q: Math.min(1, value.q / reach), prices }) > 0;

const milder = (left: Trust, right: Trust): Trust =>
  TRUST.indexOf(left) <= TRUST.indexOf(right) ? left : right;

/** Only the `topK` guesses that are worth most are launched; what a better guess asks for as well is its own. */
function limitTurns(rows: Item[][], topK: number): void {
  const worth = rows.map((row, at) => ({
    at,
    evUsd: row.reduce((sum, item) => sum + (item.reason ? 0 : (item.value?.evUsd ?? 0)), 0),
  }));
  worth.sort((left, right) => right.evUsd - left.evUsd || left.at - right.at);
  const kept = new Set(worth.slice(0, topK).flatMap(({ at }) => rows[at] ?? []));
  for (const item of rows.flat()) if (!kept.has(item)) item.reason ??= 'beyond_top_k';
}

const byValue = (items: Item[]): Item[] =>
  [...items].sort(
    (left, right) => (right.value?.evUsd ?? 0) - (left.value?.evUsd ?? 0) || left.turn - right.turn,
  );

const verdictOf = ({ reason, value, whenReached, trust }: Item): Verdict => ({
  ...(reason
    ? { admit: false as const, reason, ...(whenReached ? { whenReached } : {}) }
    : { admit: true as const, ...(trust === 'probe' ? { probe: true as const } : {}) }),
  ...(value ? { value } : {}),
});

/**
 * Of a turn that calls, the mean of two estimates: what whole turns of this probability came to, and what its least
 * likely call came to, times the share of that call's probability that the predictor gives to this turn. (The lesser of
 * two uncertain estimates is too low on the average.)
 */
function turnProbability(turn: GateTurn, reach: number, { evidence }: ValueGateOptions): number {
  const { predictor, probability } = turn;
  if (turn.calls.length === 0)
    return reach * evidence.probability({ predictor, tool: WHOLE_TURN, probability });
  const byTurns = evidence.probability({ predictor, tool: CALLING_TURN, probability });
  const byCalls = turn.calls.map((call) => {
    const own = call.probability ?? probability;
    const share = own > 0 ? Math.min(1, probability / own) : 0;
    return share * evidence.probability({ predictor, tool: call.tool, probability: own });
  });
  return (reach * (byTurns + Math.min(...byCalls))) / 2;
}

/** One guess carries the chain: what a decision behind it is worth, priced by the same rule. */
function withAhead(
  verdicts: TurnVerdict[],
  context: {
    question: GateQuestion;
    rows: Item[][];
    windows: readonly number[];
    spend: Spend;
    options: ValueGateOptions;
  },
): TurnVerdict[] {
  const { question, rows, windows, spend, options } = context;
  const { turns, input, decision } = question;
  const at = askedAhead(verdicts.map(({ calls }) => calls));
  const [turn, verdict] = [turns[at], verdicts[at]];
  if (!turn || !verdict || !input.ahead || turn.turn !== 'calls') return verdicts;
  const { evidence, settings } = options;
  const { reserveUsd } = decision;
  const tools = (rows[at] ?? []).flatMap(({ call }) =>
    call.policy ? [toolSeconds(evidence, call.tool, call.policy)] : [],
  );
  const value = decisionValue({
    q: (verdict.q ?? 0) * input.silentShare,
    tools,
    actor: actorSeconds(evidence, options.actor),
    windows,
    decision,
    prices: settings,
  });
  const blocked = verdict.calls.find((call) => !call.admit);
  const reason =
    (blocked && !blocked.admit ? blocked.reason : undefined) ??
    (value.q > 0 ? undefined : 'low_probability') ??
    (value.evUsd > 0 ? undefined : 'no_value') ??
    spend.take(reserveUsd);
  const isBlocked = blocked && !blocked.admit && blocked.whenReached !== true;
  const whenReached =
    (reason === 'no_value' || reason === 'low_probability') &&
    !isBlocked &&
    input.reach > 0 &&
    input.reach < 1 &&
    paysAtReachOne(value, input.reach, settings);
  const ahead = reason
    ? { admit: false as const, reason, value, reserveUsd, ...(whenReached ? { whenReached } : {}) }
    : { admit: true as const, value, reserveUsd };
  return verdicts.map((each, index) => (index === at ? { ...verdict, ahead } : each));
}

const round = (value: number): number => Number(value.toPrecision(5));
