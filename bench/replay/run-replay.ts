import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DEFAULTS } from '../../core/config/defaults';
import type { Predictor } from '../../predictors/predictor';
import { tablePredictor } from '../../predictors/table';
import { TableFile } from '../../predictors/table-file';
import { describeHost } from '../speed/report/host';
import { replayArms, type ReplayArm } from './arms';
import { devFiles } from './find-data';
import { armResults } from './measure/arm-results';
import { boundsOf } from './measure/bounds';
import { compareGates } from './measure/compare-gates';
import type { MachineUse } from './measure/machine';
import { runRecord, type RunRecord } from './measure/run-record';
import type { ReplayOptions } from './parse-options';
import type { PlaySettings } from './recording/play-files';
import { readDomains, type Domain } from './recording/read-domains';
import { renderDomain, renderWhatIf } from './report/render';
import { gatesNote, renderGates } from './report/render-gates';
import {
  CALCULATED,
  NOTE,
  type DomainReport,
  type ReplayReport,
  type WhatIfRow,
} from './report/replay-report';
import { runDomain } from './run-domain';
import { calculate } from './virtual/calculate';
import { whatIf } from './virtual/what-if';
import type { ReplaySystem } from './world/replay-config';
import { ReplayWorld } from './world/replay-world';
import { wrongUsage } from './wrong-usage';

export interface Output {
  command: string;
  /** Takes the tables, a domain at a time. */
  print(text: string): void;
  /** Takes progress and problems. */
  log(line: string): void;
}

/** What all domains are played with. */
interface Stage {
  options: ReplayOptions;
  arms: readonly ReplayArm[];
  play: PlaySettings;
  system: ReplaySystem;
  table?: Predictor;
  output: Output;
}

/** Carries out the benchmark. Throws what keeps it from starting; runs that go wrong stand in the report. */
export async function runReplay(options: ReplayOptions, output: Output): Promise<ReplayReport> {
  const startedAt = new Date();
  const stage = await stageOf(options, output);
  const domains = await domainsOf(options, output);
  const lambdaUsdPerSecond = options.lambda ?? DEFAULTS.speculation.lambdaUsdPerSecond;
  const { reports, host } = options.calculateOnly
    ? { reports: await calculateAll(domains, stage), host: undefined }
    : await runAll(domains, stage);
  const gates = compareGates(reports, stage.arms, lambdaUsdPerSecond);
  if (gates.length > 0) output.print(`${renderGates(gates)}\n${gatesNote(lambdaUsdPerSecond)}\n`);
  return {
    format: 'forerun-replay-report/1',
    note: options.calculateOnly ? CALCULATED : NOTE,
    command: output.command,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    settings: {
      latencies: options.latencies,
      lookahead: options.lookahead,
      replay: options.replay,
      timeScale: options.timeScale,
      concurrency: options.concurrency,
      runs: options.runs,
      teach: options.teach,
      lambdaUsdPerSecond,
      maxTurns: options.maxTurns,
      price: options.price,
      model: options.model,
      data: options.data,
    },
    ...(host ? { host } : {}),
    ...(options.calculateOnly ? { calculated: true } : {}),
    domains: reports,
    gates,
    whatIf: await whatIfRows(domains, reports, stage),
  };
}

async function stageOf(options: ReplayOptions, output: Output): Promise<Stage> {
  const tableModel = options.model === '' ? '' : await existing(options.model);
  const table = tableModel === '' ? undefined : await new TableFile(tableModel, tablePredictor).predictor();
  if (!table && options.calculateOnly)
    output.log('no --model: the oracle alone is calculated; the simulated predictor needs a run');
  const { replay, price } = options;
  return {
    options,
    output,
    arms: replayArms({
      guesser: table ? 'table' : 'simulated',
      gates: table || !options.calculateOnly ? options.gates : [],
      oracle: true,
      lookahead: options.lookahead,
    }),
    play: {
      latencies: options.latencies,
      timeScale: options.timeScale,
      guesser: { accuracy: options.accuracy, seconds: 0 },
    },
    system: {
      tableModel,
      replay,
      price,
      ...(options.lambda === undefined ? {} : { lambdaUsdPerSecond: options.lambda }),
    },
    ...(table ? { table } : {}),
  };
}

async function existing(path: string): Promise<string> {
  const file = resolve(path);
  await access(file).catch(() => {
    throw wrongUsage(`--model ${path}: there is no such file`, 'Write one with `forerun learn table`.');
  });
  return file;
}

async function domainsOf(options: ReplayOptions, output: Output): Promise<Domain[]> {
  const domains = await readDomains({
    files: options.data.length > 0 ? options.data : await devFiles(process.env),
    runs: options.runs,
    teach: options.teach,
    seed: options.latencies.seed,
    only: options.domains,
    latencies: options.latencies,
    maxTurns: options.maxTurns,
    onProblem: (problem) => output.log(`skipped: ${problem.message}`),
  });
  const played = domains.filter(({ trajectories }) => trajectories.length > 0);
  const missing = options.domains.filter((name) => !played.some((domain) => domain.name === name));
  if (missing.length > 0)
    throw wrongUsage(`--domains: the data have nothing to play of ${missing.join(', ')}`);
  if (played.length === 0) throw wrongUsage('the data have nothing to play: no trace in them has a decision');
  return played;
}

async function runAll(
  domains: readonly Domain[],
  stage: Stage,
): Promise<{ reports: DomainReport[]; host: ReplayReport['host'] }> {
  const { options, output } = stage;
  const world = await ReplayWorld.start({ useEnv: options.useEnv, log: output.log });
  const endEarly = (): void => void world.stop().finally(() => process.exit(130));
  process.once('SIGINT', endEarly);
  process.once('SIGTERM', endEarly);
  try {
    const host = await describeHost(world.client);
    const reports: DomainReport[] = [];
    for (const domain of domains) {
      const startedMs = performance.now();
      const loaded = await world.load(domain, stage.system, stage.play);
      const played = await runDomain(world, loaded, {
        domain,
        arms: stage.arms,
        concurrency: options.concurrency,
        onDone: (done, all) => {
          if (done % 10 === 0 || done === all) output.log(`${domain.name}: ${done} of ${all} runs`);
        },
      });
      for (const error of played.errors.slice(0, 5)) output.log(`WRONG: ${error}`);
      reports.push(reportOf(domain, stage, { ...played, seconds: (performance.now() - startedMs) / 1000 }));
    }
    return { reports, host };
  } finally {
    process.off('SIGINT', endEarly);
    process.off('SIGTERM', endEarly);
    await world.stop();
  }
}

async function calculateAll(domains: readonly Domain[], stage: Stage): Promise<DomainReport[]> {
  const { play, system, table, options } = stage;
  const reports: DomainReport[] = [];
  for (const domain of domains) {
    const startedMs = performance.now();
    const runs: RunRecord[] = [];
    for (const arm of stage.arms) {
      const outcomes = await calculate({
        domain,
        arm,
        play,
        system,
        hopMs: options.hopMs,
        ...(table ? { table } : {}),
      });
      for (const [index, outcome] of outcomes.entries())
        runs.push(runRecord(arm.name, index, { outcome, seconds: outcome.wallSeconds }));
    }
    reports.push(
      reportOf(domain, stage, { runs, errors: [], seconds: (performance.now() - startedMs) / 1000 }),
    );
  }
  return reports;
}

function reportOf(
  domain: Domain,
  { arms, options, output }: Stage,
  played: { runs: RunRecord[]; errors: string[]; machine?: MachineUse; seconds: number },
): DomainReport {
  const baseline = played.runs.filter(({ arm }) => arm === 'baseline');
  const report: DomainReport = {
    domain: domain.name,
    recorded: domain.recorded,
    played: domain.trajectories.length,
    cutTurns: domain.trajectories.reduce((sum, { notes }) => sum + notes.cut, 0),
    seconds: played.seconds,
    arms: armResults(arms, played.runs),
    bounds: boundsOf(domain.trajectories, domain.policy, baseline, options.timeScale),
    ...(played.machine ? { machine: played.machine } : {}),
    errors: played.errors,
  };
  output.print(renderDomain(report));
  return report;
}

async function whatIfRows(
  domains: readonly Domain[],
  reports: readonly DomainReport[],
  { options, play, system, table, output }: Stage,
): Promise<WhatIfRow[]> {
  if (!options.whatIf) return [];
  const rows: WhatIfRow[] = [];
  for (const domain of domains) {
    const measured = reports.find(({ domain: name }) => name === domain.name)?.bounds.hopMs;
    rows.push(
      ...(await whatIf({
        domain,
        gates: options.gates.slice(0, 1),
        play: { ...play, timeScale: 1 },
        system,
        lookahead: options.lookahead,
        hopMs: Math.max(0, options.calculateOnly ? options.hopMs : (measured ?? options.hopMs)),
        ...(table ? { table } : {}),
      })),
    );
  }
  output.print(renderWhatIf(rows));
  return rows;
}
