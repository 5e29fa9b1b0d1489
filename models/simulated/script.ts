import { z } from 'zod';

const seconds = z.number().nonnegative();
const count = z.number().int().nonnegative();

/**
 * A value that is copied from the conversation: the outcome of an earlier call, or the first group (else the whole) of
 * the first match of `regex` in it. `step` counts decisions from 1, `call` the calls of that turn from 0. Where nothing
 * matches the request fails loudly, unless there is a `default`.
 */
export const FromOutcome = z.strictObject({
  step: z.number().int().positive(),
  call: count.default(0),
  regex: z.string().optional(),
  as: z.enum(['string', 'number']).default('string'),
  default: z.union([z.string(), z.number()]).optional(),
});
export type FromOutcome = z.infer<typeof FromOutcome>;

const Template = z.strictObject({ $from: FromOutcome });

/**
 * `arguments` may hold `{ "$from": … }` at any depth, and `{ "$join": [text or template, …] }` where a text is made of
 * several parts; `rawArguments` goes over the wire as it is, JSON or not.
 */
const ScriptedCall = z
  .strictObject({
    tool: z.string(),
    arguments: z.record(z.string(), z.json()).optional(),
    rawArguments: z.string().optional(),
  })
  .refine((call) => (call.arguments === undefined) !== (call.rawArguments === undefined), {
    message: 'a call has either arguments or rawArguments',
  });
export type ScriptedCall = z.infer<typeof ScriptedCall>;

const PlainTurn = z.strictObject({
  /** A list is joined; its templates make an answer depend on what the tools really returned. */
  text: z.union([z.string(), z.array(z.union([z.string(), Template]))]).optional(),
  reasoning: z.string().optional(),
  calls: z.array(ScriptedCall).default([]),
  /** Overrides the latency of actors; predictors keep their own. */
  seconds: seconds.optional(),
  /** When the answer's headers are sent; at once unless set. */
  firstByteSeconds: seconds.optional(),
});
export type PlainTurn = z.infer<typeof PlainTurn>;

/** One decision. `wrong` are mistaken guesses at it, before the conversation's own and before made-up ones (docs/formats.md). */
export const Turn = PlainTurn.extend({ wrong: z.array(PlainTurn).optional() });
export type Turn = z.infer<typeof Turn>;

/** Milliseconds, fixed or lognormal: mu = ln p50, sigma = ln(p90 / p50) / 1.2816. */
export const Latency = z.union([
  z.strictObject({ fixedMs: z.number().nonnegative() }),
  z.strictObject({ p50Ms: z.number().positive(), p90Ms: z.number().positive() }),
]);
export type Latency = z.infer<typeof Latency>;

export const Role = z.enum(['actor', 'predictor', 'aux']);
export type Role = z.infer<typeof Role>;

/** One model name. A predictor answers the true next turn with the given accuracy; the others always do. */
const SimulatedModel = z.strictObject({
  role: Role,
  latency: Latency.default({ fixedMs: 0 }),
  /** Probability that the first choice is right; a list is cumulative over the first k choices. */
  accuracy: z.union([z.number().min(0).max(1), z.array(z.number().min(0).max(1)).min(1)]).default(1),
  /** Requests at a time for this model. */
  concurrency: z.number().int().positive().optional(),
  /** Share of the latency that lies after the first tool's name (or the first text) stands on the wire. */
  tailFraction: z.number().min(0).max(1).default(0.1),
  /** Aimed time between two pieces of the tail. */
  chunkMs: z.number().positive().default(25),
  /** Oddities of real servers. */
  wire: z
    .strictObject({
      /** `one_chunk`: everything in one event; `ignored`: a JSON document although a stream was asked for. */
      stream: z.enum(['pieces', 'one_chunk', 'ignored']).default('pieces'),
      usage: z.boolean().default(true),
      /** Share of the prompt that is reported as cached. */
      cachedFraction: z.number().min(0).max(1).default(0),
      /** Instead of that share: the prompt of the decision before, as providers with automatic caching report it. */
      promptCache: z.boolean().default(false),
      /** `zero`: every call of a turn has index 0; `missing`: none has one. */
      callIndex: z.enum(['normal', 'zero', 'missing']).default('normal'),
      /** Tool names come in two pieces. */
      splitNames: z.boolean().default(false),
    })
    .prefault({}),
});
export type SimulatedModel = z.infer<typeof SimulatedModel>;

const Conversation = z.strictObject({
  id: z.string().min(1),
  /** Substring of the first user message, or of the system message where it begins with `system:`. */
  match: z.string().min(1),
  turns: z.array(Turn).min(1),
  /** Mistaken guesses for turns that have none of their own. */
  wrong: z.array(PlainTurn).optional(),
  /**
   * What is answered where the calls so far are not those of the turns before: a future that a wrong guess made up, about
   * which the script knows nothing. Unless set, turns are counted and nothing else.
   */
  offScript: Turn.optional(),
  /** What a request without tools is told; the last turn's text unless set. */
  lastAnswer: z.string().optional(),
});
export type Conversation = z.infer<typeof Conversation>;

/** Answers by what was said last, whatever the conversation; the first that applies wins over conversations. */
const Rule = z.strictObject({
  when: z
    .strictObject({
      model: z.string().optional(),
      lastUserIncludes: z.string().optional(),
      /** In an outcome behind the last assistant message. */
      toolResultIncludes: z.string().optional(),
    })
    .refine((when) => when.lastUserIncludes !== undefined || when.toolResultIncludes !== undefined, {
      message: 'a rule needs lastUserIncludes or toolResultIncludes',
    }),
  reply: Turn,
});
export type Rule = z.infer<typeof Rule>;

const FaultWhen = z.strictObject({
  model: z.string().optional(),
  role: Role.optional(),
  conversation: z.string().optional(),
  /** Index of the turn, from 0. */
  turn: count.optional(),
  /** Which request for this model, conversation and turn, from 1. */
  attempt: z.number().int().positive().optional(),
  ahead: z.boolean().optional(),
  /** Only requests whose body carries this parameter. */
  parameter: z.string().optional(),
  /** Drawn by the seed from conversation, turn and attempt. */
  probability: z.number().min(0).max(1).optional(),
});

const faultBase = { when: FaultWhen.default({}), count: z.number().int().positive().optional() };

/** What goes wrong; `count` bounds how often. The first that applies is played. */
export const Fault = z.discriminatedUnion('kind', [
  z.strictObject({
    ...faultBase,
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    message: z.string().default('simulated fault'),
    code: z.union([z.string(), z.number()]).nullable().default(null),
    type: z.string().default('simulated_fault'),
    param: z.string().nullable().default(null),
    headers: z.record(z.string(), z.string()).default({}),
  }),
  /** The connection is closed after so many pieces. */
  z.strictObject({ ...faultBase, kind: z.literal('cut'), afterPieces: count.default(1) }),
  /** The stream ends in good order, but without a finish reason, after so many pieces. */
  z.strictObject({ ...faultBase, kind: z.literal('unfinished'), afterPieces: count.default(1) }),
  /** Nothing more is sent until the client leaves: after so many pieces, or not even headers. */
  z.strictObject({ ...faultBase, kind: z.literal('hang'), afterPieces: count.optional() }),
  z.strictObject({
    ...faultBase,
    kind: z.literal('garbage'),
    body: z.string().default('data: {"choices": [{"delta": \u0000\u0001 not json\n\n'),
    contentType: z.string().optional(),
  }),
  /** A message with neither text nor calls. */
  z.strictObject({ ...faultBase, kind: z.literal('empty') }),
  z.strictObject({ ...faultBase, kind: z.literal('slow_first_byte'), seconds }),
  /** The connection is reset before any answer. */
  z.strictObject({ ...faultBase, kind: z.literal('reset') }),
  /** An error inside a stream that had begun. */
  z.strictObject({
    ...faultBase,
    kind: z.literal('error_event'),
    message: z.string(),
    code: z.union([z.string(), z.number()]).nullable().default(null),
    type: z.string().default('server_error'),
  }),
]);
export type Fault = z.infer<typeof Fault>;

/** Everything a simulated model server plays. Files may be JSON or YAML. */
export const SimulationScript = z.strictObject({
  /** All chance comes from this, so that repeats and both arms of a comparison see the same. */
  seed: z.number().int().default(1),
  models: z.record(z.string(), SimulatedModel),
  conversations: z.array(Conversation).default([]),
  rules: z.array(Rule).default([]),
  faults: z.array(Fault).default([]),
  /** Said where nothing matches; without it such requests get a 400. */
  fallback: Turn.optional(),
  transcriptions: z
    .array(z.strictObject({ match: z.string(), text: z.string(), seconds: seconds.default(0) }))
    .default([]),
  /** Requests at a time over all models; further ones wait (lowest `priority`, then first come) or get a 429. */
  concurrency: z.number().int().positive().optional(),
  overflow: z.enum(['queue', '429']).default('queue'),
  /** Multiplies every wait. */
  timeScale: z.number().nonnegative().default(1),
  /** Requests must carry this key. */
  apiKey: z.string().optional(),
});
export type SimulationScript = z.infer<typeof SimulationScript>;
/** As people write it, defaults left out. */
export type SimulationScriptInput = z.input<typeof SimulationScript>;
