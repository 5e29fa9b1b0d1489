import type { TableModel } from '../contracts/table-model';
import type { Tool } from '../contracts/tool';
import type { Effect } from '../contracts/tool-policy';
import { declaredArguments } from '../core/table/declared';
import { ContextLines } from '../core/table/context-lines';
import type { RunContext } from '../core/table/context';
import { predict, type TableGuess } from '../core/table/predict';
import { readyModel } from '../core/table/ready-model';
import type { OpenTool } from '../core/table/turns';
import type { AskedTools, Predictor } from './predictor';
import { SENT_TO_CHAT, type SentMessage } from './sent-message';

/** Runs of one acting model that are not read anew when they are asked about again, the last ones. */
const RUNS_KEPT = 32;
/** Hexadecimal digits of the model file's hash in the predictor's name. */
const HASH_LENGTH = 12;

/** What a table is asked by. */
export type TableQuestion = Pick<
  Parameters<Predictor['predict']>[0],
  'params' | 'toolset' | 'topK' | 'actor'
>;

/** A prediction in its two halves: reading what is new in the transcript, and guessing from all that was read. */
export interface TableReader {
  read(question: TableQuestion): RunContext;
  guess(context: RunContext, question: TableQuestion): TableGuess[];
}

/** Reads transcripts for a table and guesses from them. A context is good until the same run is read further. */
export function tableReader(model: TableModel, runsKept: number = RUNS_KEPT): TableReader {
  const ready = readyModel(model);
  const linesOf = new Map<string | undefined, ContextLines<SentMessage>>();
  return {
    read: ({ params, actor }) => {
      const lines = linesOf.get(actor) ?? new ContextLines(actor, runsKept, SENT_TO_CHAT);
      linesOf.set(actor, lines);
      return lines.contextOf(params);
    },
    guess: (context, { toolset, topK }) => predict(ready, context, { topK, tools: openTools(toolset) }),
  };
}

/**
 * The table predictor: a model file that `forerun learn table` wrote, asked about transcripts. It needs no other
 * process and no time worth the name; its name, `table:<hash>`, says which file answered.
 */
export function tablePredictor({ model, modelHash }: { model: TableModel; modelHash: string }): Predictor {
  const reader = tableReader(model);
  return {
    name: `table:${modelHash.slice(0, HASH_LENGTH)}`,
    ...(model.calibration.record ? { record: model.calibration.record } : {}),
    predict: (question) => {
      const guesses = reader.guess(reader.read(question), question);
      return Promise.resolve({
        guesses: guesses.map((guess) => ({ ...guess, source: 'table' as const })),
        usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0, costUsd: 0 },
      });
    },
  };
}

const opened = new WeakMap<readonly Tool[], readonly OpenTool[]>();

/** A toolset's tools as the table sees them: the same list for the same list, so that what is told of it is kept. */
function openTools(toolset: AskedTools): readonly OpenTool[] {
  const tools = toolset.list();
  const known = opened.get(tools);
  if (known) return known;
  const open = tools.map((tool) => openTool(tool, toolset.policyOf?.(tool.name)?.effect));
  opened.set(tools, open);
  return open;
}

/** The tool with the arguments that it declares, for tools that the table never saw. */
function openTool(tool: Tool, effect: Effect | undefined): OpenTool {
  return {
    name: tool.name,
    ...declaredArguments(tool.parameters.jsonSchema()),
    ...(effect === undefined ? {} : { readOnly: effect !== 'write' }),
  };
}
