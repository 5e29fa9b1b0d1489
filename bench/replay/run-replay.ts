import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeHost } from '../speed/report/host';
import { replayArms, type ReplayArm } from './arms';
import { devFiles } from './find-data';
import { armResult, shareOfOracle } from './measure/arm-result';
import { boundsOf } from './measure/bounds';
import type { ReplayOptions } from './parse-options';
import type { PlaySettings } from './recording/play-files';
import { readDomains, type Domain } from './recording/read-domains';
import { renderDomain } from './report/render';
import { NOTE, type DomainReport, type ReplayReport } from './report/replay-report';
import { runDomain } from './run-domain';
import { ReplayWorld } from './world/replay-world';
import { wrongUsage } from './wrong-usage';

export interface Output {
  command: string;
  /** Takes the tables, a domain at a time. */
  print(text: string): void;
  /** Takes progress and problems. */
  log(line: string): void;
}

/** Carries out the benchmark. Throws what keeps it from starting; runs that go wrong stand in the report. */
export async function runReplay(options: ReplayOptions, output: Output): Promise<ReplayReport> {
  const startedAt = new Date();
  const data = options.data.length > 0 ? options.data : await devFiles(process.env);
  const model = options.model === '' ? '' : await existing(options.model);
  const domains = await readDomains({
    files: data,
    runs: options.runs,
    seed: options.latencies.seed,
    only: options.domains,
    latencies: options.latencies,
    maxTurns: options.maxTurns,
    onProblem: (problem) => output.log(`skipped: ${problem.message}`),
  });
  const played = domains.filter(({ trajectories }) => trajectories.length > 0);
  if (played.length === 0)
    throw wrongUsage(`none of the domains ${options.domains.join(', ')} is in the data`);
  const { reports, host } = await runAll(played, { ...options, model }, output);
  return {
    format: 'forerun-replay-report/1',
    note: NOTE,
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
      maxTurns: options.maxTurns,
      price: options.price,
      model: options.model,
      data: options.data,
    },
    ...(host ? { host } : {}),
    domains: reports,
    whatIf: [],
  };
}

async function existing(path: string): Promise<string> {
  const file = resolve(path);
  await access(file).catch(() => {
    throw wrongUsage(`--model ${path}: there is no such file`, 'Write one with `forerun learn table`.');
  });
  return file;
}

async function runAll(
  domains: readonly Domain[],
  options: ReplayOptions,
  { print, log }: Output,
): Promise<{ reports: DomainReport[]; host?: ReplayReport['host'] }> {
  const world = await ReplayWorld.start({ useEnv: options.useEnv, log });
  const endEarly = (): void => void world.stop().finally(() => process.exit(130));
  process.once('SIGINT', endEarly);
  process.once('SIGTERM', endEarly);
  try {
    const host = await describeHost(world.client);
    const arms = replayArms({
      guesser: options.model === '' ? 'simulated' : 'table',
      gates: options.gates,
      oracle: true,
      lookahead: options.lookahead,
    });
    const reports: DomainReport[] = [];
    for (const domain of domains) {
      const report = await reportDomain(world, domain, { arms, options, log });
      reports.push(report);
      print(renderDomain(report));
      for (const error of report.errors.slice(0, 5)) log(`WRONG: ${error}`);
    }
    return { reports, host };
  } finally {
    process.off('SIGINT', endEarly);
    process.off('SIGTERM', endEarly);
    await world.stop();
  }
}

async function reportDomain(
  world: ReplayWorld,
  domain: Domain,
  { arms, options, log }: { arms: readonly ReplayArm[]; options: ReplayOptions; log(line: string): void },
): Promise<DomainReport> {
  const startedMs = performance.now();
  const play: PlaySettings = {
    latencies: options.latencies,
    timeScale: options.timeScale,
    guesser: { accuracy: options.accuracy, seconds: 0 },
  };
  const { replay, price, runs: count, model } = options;
  const loaded = await world.load(domain, { tableModel: model, replay, price, runs: count }, play);
  const { runs, errors, machine } = await runDomain(world, loaded, {
    domain,
    arms,
    concurrency: options.concurrency,
    onDone: (done, all) => {
      if (done % 10 === 0 || done === all) log(`${domain.name}: ${done} of ${all} runs`);
    },
  });
  const baseline = runs.filter(({ arm }) => arm === 'baseline');
  const results = arms.flatMap((arm) => {
    const result = arm.name === 'baseline' ? undefined : armResult(arm.name, runs, baseline);
    return result ? [result] : [];
  });
  const oracle = results.find(({ arm }) => arm === 'oracle');
  return {
    domain: domain.name,
    recorded: domain.recorded,
    played: domain.trajectories.length,
    cutTurns: domain.trajectories.reduce((sum, { notes }) => sum + notes.cut, 0),
    seconds: (performance.now() - startedMs) / 1000,
    arms: results.map((result) => {
      const share = result.arm === 'oracle' ? undefined : shareOfOracle(result, oracle);
      return share === undefined ? result : { ...result, shareOfOracle: share };
    }),
    bounds: boundsOf(domain.trajectories, domain.policy, baseline, options.timeScale),
    machine,
    errors,
  };
}
