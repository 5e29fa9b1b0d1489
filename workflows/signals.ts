import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { BatchProgress } from '../contracts/batch';
import type { Observed } from '../contracts/events';
import type { RunProgress } from '../contracts/run';
import { QUERIES, SIGNALS } from '../contracts/names';
import type { AgentLoop } from '../core/agent/agent-loop';

export const observedSignal = defineSignal<[Observed]>(SIGNALS.observed);
export const stopSignal = defineSignal(SIGNALS.stop);
export const cancelSpeculationSignal = defineSignal(SIGNALS.cancelSpeculation);
export const progressQuery = defineQuery<RunProgress>(QUERIES.progress);
export const speculationQuery = defineQuery<ReturnType<AgentLoop['speculation']>>(QUERIES.speculation);
export const wouldHeedQuery = defineQuery<boolean, [Observed]>(QUERIES.wouldHeed);
export const batchProgressQuery = defineQuery<BatchProgress>(QUERIES.progress);
