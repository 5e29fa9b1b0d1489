import { createLogUpdate } from 'log-update';
import type { Client } from '@temporalio/client';
import type { BatchProgress } from '../../../contracts/batch';
import type { RunProgress } from '../../../contracts/run';
import type { RunRecord } from '../../results/run-record';
import { queryProgress } from '../../sdk/follow-run';
import type { BatchEntry } from '../../sdk/plan-runs';
import type { Io } from '../io';
import { countFinished, newBatchState, type BatchState, type RunningRun } from '../screen/batch-state';
import { armName, finishedLine, placeName } from '../screen/finished-line';
import { renderBatch, statusLine } from '../screen/render-batch';

const DRAW_MS = 250;
const QUERY_MS = 1_000;
const STATUS_MS = 30_000;

/** Shows where a batch is: a live screen on a terminal, elsewhere a line a finished run and one every 30 s. */
export class BatchDisplay {
  private readonly state: BatchState;
  private readonly byWorkflow: Map<string, BatchEntry>;
  private readonly severalLevels: boolean;
  private readonly screen?: ReturnType<typeof createLogUpdate>;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly given: {
      io: Io;
      client: Client;
      entries: readonly BatchEntry[];
      finishedBefore: number;
      /** Lines name the arm. */
      severalArms: boolean;
      lossy?: string;
    },
  ) {
    const { entries, finishedBefore, lossy, io } = given;
    const total = entries.length;
    this.state = newBatchState({ total, finishedBefore, startedAtMs: Date.now(), lossy });
    this.severalLevels = new Set(entries.map(({ run }) => run.level)).size > 1;
    this.byWorkflow = new Map(entries.map((entry) => [entry.run.workflowId, entry]));
    if (io.terminal) {
      this.screen = createLogUpdate(io.terminal);
      this.timers.push(setInterval(() => this.draw(), DRAW_MS));
      this.timers.push(setInterval(() => void this.askRunning(), QUERY_MS));
    } else {
      this.timers.push(setInterval(() => io.say(statusLine(this.state, Date.now())), STATUS_MS));
    }
  }

  /** What the batch's workflow says. A run that has ended is shown until its result is in. */
  progress(progress: BatchProgress): void {
    const { running } = this.state;
    for (const id of progress.running) if (!running.has(id)) running.set(id, this.newRunning(id));
  }

  finished(record: RunRecord): void {
    this.state.running.delete(record.workflow_id);
    countFinished(this.state, record);
    const { finished: place, total } = this.state;
    const { severalArms: withArm } = this.given;
    this.line(finishedLine({ place, total, record, withArm, withLevel: this.severalLevels }));
  }

  /** A run that has no result: it was stopped. */
  stopped(entry: BatchEntry): void {
    this.state.running.delete(entry.run.workflowId);
    this.line(`${this.nameOf(entry)} was stopped: a resume runs it again`);
  }

  /** A line that stays, above the live screen. */
  line(text: string): void {
    this.screen?.clear();
    this.given.io.say(text);
    this.draw();
  }

  stopping(): void {
    this.state.stopping = true;
    this.draw();
  }

  /** Takes the live screen away. */
  end(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.screen?.clear();
    this.screen?.done();
  }

  private draw(): void {
    const columns = this.given.io.terminal?.columns || 80;
    this.screen?.(renderBatch(this.state, { nowMs: Date.now(), columns }));
  }

  private async askRunning(): Promise<void> {
    await Promise.all(
      [...this.state.running].map(async ([workflowId, running]) => {
        const progress = await queryProgress<RunProgress>(this.given.client, workflowId);
        if (progress) running.progress = progress;
      }),
    );
  }

  private nameOf({ example, run }: BatchEntry): string {
    return placeName({ example, level: run.level }, this.severalLevels);
  }

  private newRunning(workflowId: string): RunningRun {
    const entry = this.byWorkflow.get(workflowId);
    const name = entry ? this.nameOf(entry) : workflowId;
    const arm = entry && this.given.severalArms ? { arm: armName(entry.run) } : {};
    return { name, ...arm, startedAtMs: Date.now() };
  }
}
