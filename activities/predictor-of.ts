import type { RunContext } from '../contracts/activities';
import type { PredictorKind } from '../contracts/speculation';
import { modelPredictor } from '../predictors/model';
import type { Predictor } from '../predictors/predictor';
import { selfPredictor } from '../predictors/self';
import { TableFile } from '../predictors/table-file';
import { modelOf, type WorkerContext } from './worker-context';

/** Predictors of one worker process, each made once: a table is read once, and what a server refused is remembered. */
interface Made {
  table?: TableFile;
  models: Map<string, Predictor>;
}

const madeBy = new WeakMap<WorkerContext, Made>();

/**
 * The predictor of one kind for a run. Throws ForerunError `unknown_model_profile`, and what `TableFile` throws; a run
 * never waits for it, so its other predictors are asked instead.
 */
export async function predictorOf(
  context: WorkerContext,
  kind: PredictorKind,
  run: Pick<RunContext, 'actor' | 'predictor'>,
): Promise<Predictor> {
  const made: Made = madeBy.get(context) ?? { models: new Map<string, Predictor>() };
  madeBy.set(context, made);
  const brought = context.predictors?.[kind];
  if (brought) return brought;
  switch (kind) {
    case 'table':
      made.table ??= new TableFile(context.config.speculation.tableModel, tablePredictor);
      return made.table.predictor();
    case 'model':
      return once(made.models, `model ${run.predictor}`, () =>
        modelPredictor(modelOf(context, run.predictor)),
      );
    case 'self':
      return once(made.models, `self ${run.actor}`, () => selfPredictor(modelOf(context, run.actor)));
  }
}

function once(made: Map<string, Predictor>, name: string, make: () => Predictor): Predictor {
  const predictor = made.get(name) ?? make();
  made.set(name, predictor);
  return predictor;
}

/** The table itself comes with the miner; until then a configured one is refused by name. */
const tablePredictor = (): Predictor => {
  throw new RangeError('predictorOf: the table predictor is not part of this build');
};
