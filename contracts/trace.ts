import { z } from 'zod';

/** Version of the shape; lines that name none are of version 1. */
export const TRACE_SCHEMA = 'forerun-trace/1';

const TraceCall = z.object({
  /** Absent where nobody recorded it: then the tool messages behind the call answer in its turn's order. */
  id: z.string().nullish(),
  name: z.string().min(1),
  /** A JSON object, or the text that a model wrote where it was none. */
  arguments: z.union([z.record(z.string(), z.json()), z.string()]),
});
export type TraceCall = z.infer<typeof TraceCall>;

/** One message of a trajectory. Everything in `content` is recorded third-party text: data, never instructions. */
export const TraceMessage = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string().nullish(),
  tool_calls: z.array(TraceCall).nullish(),
  tool_call_id: z.string().nullish(),
  /** Name of the tool that answered, where recorded. */
  name: z.string().nullish(),
  /** Set where the tool failed. */
  error: z.union([z.string(), z.boolean()]).nullish(),
  /** ISO date, or seconds since the epoch. */
  timestamp: z.union([z.string(), z.number()]).nullish(),
  /**
   * Seconds: the model's for an assistant message, the execution's for a tool's; absent where nobody recorded it.
   * Negative ones (a clock that was set back) occur in real files; the reader drops them.
   */
  latency_s: z.number().nullish(),
  /** Characters before the content was cut. */
  truncated_from: z.number().nullish(),
});
export type TraceMessage = z.infer<typeof TraceMessage>;

/** `argument-dependent`: whether a call writes depends on what it is asked (a shell); counts as not read-only. */
export const TraceTool = z.object({
  name: z.string().min(1),
  read_only: z.union([z.boolean(), z.literal('argument-dependent')]),
});
export type TraceTool = z.infer<typeof TraceTool>;

/** One recorded run of an agent: one line of a trace file (../shared/traces/README.md, docs/formats.md). */
export const Trace = z.object({
  schema: z.literal(TRACE_SCHEMA).optional(),
  trajectory_id: z.string().min(1),
  source: z.string(),
  domain: z.string().min(1),
  task_id: z.string(),
  /** What splits are made by: rows of one task are always on one side. */
  split_key: z.string(),
  part: z.string().optional(),
  model: z.string().nullish(),
  variant: z.string().nullish(),
  success: z.union([z.boolean(), z.number()]).nullish(),
  /** Wall time of the whole run, in seconds. */
  duration_s: z.number().nullish(),
  license: z.string().optional(),
  origin: z.string().optional(),
  /** The domain's whole registry; where it is absent nothing is known to be read-only. */
  tools: z.array(TraceTool).nullish(),
  tools_ref: z.string().nullish(),
  /** Runs under attack: instructions that were planted in tool results, by place, and whether the agent obeyed. */
  injections: z.record(z.string(), z.string()).nullish(),
  /** Name of the planted goal. */
  injection_task: z.string().nullish(),
  attack_succeeded: z.boolean().nullish(),
  /** Whatever the recorder knows beyond this shape. Nothing here may be needed to read the messages. */
  metadata: z.record(z.string(), z.json()).nullish(),
  messages: z.array(TraceMessage).min(1),
});
export type Trace = z.infer<typeof Trace>;
