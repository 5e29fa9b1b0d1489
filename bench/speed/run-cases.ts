import { messageOf } from '../../contracts/errors';
import { measureHop, type Hop } from './measure-hop';
import { describeHost } from './report/host';
import { renderCase, renderHeading } from './report/render-table';
import { NOTE, type CaseReport, type SpeedReport } from './report/speed-report';
import { SkippedError, type SpeedCase, type SpeedContext } from './speed-case';
import { World } from './world/world';

export interface RunCasesInput {
  /** Names; all where empty. */
  only: readonly string[];
  pairs: number;
  quick: boolean;
  useEnv: boolean;
  command: string;
  /** Takes the table, a case at a time. */
  print(text: string): void;
  /** Takes progress. */
  log(line: string): void;
}

/**
 * Carries out the cases one after the other in one world. A case that fails is reported and the next one goes on with
 * fresh workers. Throws what keeps the world from starting.
 */
export async function runCases(cases: readonly SpeedCase[], input: RunCasesInput): Promise<SpeedReport> {
  const startedAt = new Date();
  const startedMs = performance.now();
  const { only, pairs, quick, useEnv, log, print } = input;
  const world = await World.start({ server: 'memory', useEnv, log });
  const endEarly = (): void => void world.stop().finally(() => process.exit(130));
  process.once('SIGINT', endEarly);
  process.once('SIGTERM', endEarly);
  try {
    const host = await describeHost(world.client);
    let hop: Hop | undefined;
    const hopSeconds = async (): Promise<number> => (hop ??= await measureHop(world)).seconds;
    const context: SpeedContext = { world, pairs, quick, useEnv, hopSeconds, log };
    print(renderHeading());
    const reports: CaseReport[] = [];
    for (const each of cases) {
      if (only.length > 0 && !only.includes(each.name)) continue;
      log(`${each.name}: ${each.about}`);
      const report = await runCase(each, context);
      reports.push(report);
      print(renderCase(report));
      await world.restore();
    }
    const seconds = (performance.now() - startedMs) / 1000;
    const head = { format: 'forerun-speed/1' as const, note: NOTE, command: input.command };
    return { ...head, startedAt: startedAt.toISOString(), seconds, pairs, quick, host, cases: reports };
  } finally {
    process.off('SIGINT', endEarly);
    process.off('SIGTERM', endEarly);
    await world.stop();
  }
}

async function runCase(each: SpeedCase, context: SpeedContext): Promise<CaseReport> {
  const startedMs = performance.now();
  const end = (): { name: string; seconds: number } => ({
    name: each.name,
    seconds: (performance.now() - startedMs) / 1000,
  });
  try {
    const rows = await each.measure(context);
    return { ...end(), rows };
  } catch (error) {
    const message = messageOf(error);
    const why = error instanceof SkippedError ? { skipped: message } : { error: message };
    return { ...end(), rows: [], ...why };
  }
}
