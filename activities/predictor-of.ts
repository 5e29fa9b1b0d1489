import type { RunContext } from '../contracts/activities';
import type { PredictorKind } from '../contracts/speculation';
import { modelPredictor } from '../predictors/model';
import type { Predictor } from '../predictors/predictor';
import { selfPredictor } from '../predictors/self';
import { tablePredictor } from '../predictors/table';
import { TableFile } from '../predictors/table-file';
import { modelOf, type WorkerContext } from './worker-context';

/** Predictors of one worker process, each made once: a table is read once, and what a server refused is remembered. */
interface Made {
  table?: TableFile;
  models: Map<string, Predictor>;
}

/** By what all contexts of a process share. */
const madeBy = new WeakMap<WorkerContext['pools'], Made>();

/**
 * The predictor of one kind for a run. Throws ForerunError `unknown_model_profile`, and what `TableFile` throws; a run
 * never waits for it, so its other predictors are asked instead.
 */
export async function predictorOf(
  context: WorkerContext,
  kind: PredictorKind,
  run: Pick<RunContext, 'actor' | 'predictor'>,
): Promise<Predictor> {
  const { models } = madeFor(context);
  const brought = context.predictors?.[kind];
  if (brought) return brought;
  switch (kind) {
    case 'table':
      return tableOf(context).predictor();
    case 'model':
      return once(models, `model ${run.predictor}`, () => modelPredictor(modelOf(context, run.predictor)));
    case 'self':
      return once(models, `self ${run.actor}`, () => selfPredictor(modelOf(context, run.actor)));
  }
}

function once(made: Map<string, Predictor>, name: string, make: () => Predictor): Predictor {
  const predictor = made.get(name) ?? make();
  made.set(name, predictor);
  return predictor;
}

/** Reads the table where one is configured, so that a worker with a broken one says so when it starts. Throws as above. */
export async function verifyPredictors(context: WorkerContext): Promise<void> {
  const { tableModel, predictors } = context.config.speculation;
  if (tableModel !== '' || predictors.includes('table')) await tableOf(context).predictor();
}

function tableOf(context: WorkerContext): TableFile {
  const made = madeFor(context);
  made.table ??= new TableFile(context.config.speculation.tableModel, tablePredictor);
  return made.table;
}

function madeFor({ pools }: WorkerContext): Made {
  const made: Made = madeBy.get(pools) ?? { models: new Map<string, Predictor>() };
  madeBy.set(pools, made);
  return made;
}
