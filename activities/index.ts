import { createAskUser } from './ask-user';
import { createDecide } from './decide';
import { createLearn } from './learn';
import { createLoadPlan } from './load-plan';
import { createOpenTools } from './open-tools';
import { createPredict } from './predict';
import { createRunTool } from './run-tool';
import { createWarmTools } from './warm-tools';
import type { WorkerContext } from './worker-context';

/** Activities by role, over one context. */
export const actorActivities = (context: WorkerContext) => ({ decide: createDecide(context) });

export const toolActivities = (context: WorkerContext) => ({
  runTool: createRunTool(context),
  askUser: createAskUser(context),
  openTools: createOpenTools(context),
  loadPlan: createLoadPlan(context),
  warmTools: createWarmTools(context),
});

export const predictActivities = (context: WorkerContext) => ({
  predict: createPredict(context),
  learn: createLearn(context),
});
