import type { Io } from '../cli/io';
import type { RunRecord } from '../results/run-record';
import type { BatchEntry } from '../sdk/plan-runs';
import { DEMO_ARMS, demoArmName } from './demo-arms';
import { ProgressLine } from './progress-line';

/** Shows a batch on its way: a line a question when all its runs have ended, and on a terminal what is running. */
export class DemoProgress {
  private readonly records: RunRecord[] = [];
  private readonly bar: ProgressLine;
  private readonly startedMs: number;
  private questions = 0;

  constructor(
    private readonly io: Io,
    private readonly names: ReadonlyMap<string, string>,
    private readonly nowMs: () => number,
  ) {
    this.bar = new ProgressLine(io.terminal);
    this.startedMs = nowMs();
  }

  /** Where the batch is. */
  running(entries: readonly BatchEntry[], finished: number): void {
    const total = this.names.size * DEMO_ARMS.length;
    const elapsed = (this.nowMs() - this.startedMs) / 1000;
    const left =
      finished === 0 ? '' : ` · about ${Math.ceil((elapsed / finished) * (total - finished))} s left`;
    const doing = entries.map(({ run }) => `${this.names.get(run.taskId) ?? run.taskId} ${demoArmName(run)}`);
    this.bar.show(`${finished}/${total} runs · ${elapsed.toFixed(0)} s${left} · now ${doing.join(', ')}`);
  }

  /** A run has ended. */
  add(record: RunRecord): void {
    this.records.push(record);
    const runs = DEMO_ARMS.flatMap((arm) => {
      const run = this.records.find(
        (one) => one.task_id === record.task_id && one.arm === arm.arm && one.lookahead === arm.lookahead,
      );
      return run ? [`${demoArmName(arm)} ${run.time_seconds.toFixed(1)} s ${run.correct ? '✓' : '✗'}`] : [];
    });
    if (runs.length < DEMO_ARMS.length) return;
    this.questions += 1;
    const place = `${String(this.questions).padStart(2)}/${this.names.size}`;
    this.bar.clear();
    this.io.say(
      `${place}  ${(this.names.get(record.task_id) ?? '').padEnd(17)} ${runs
        .map((run) => run.padEnd(22))
        .join(' ')
        .trimEnd()}`,
    );
  }

  end(): void {
    this.bar.clear();
  }
}
