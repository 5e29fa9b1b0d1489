import { openStore } from '../../../store/open-store';
import { auditRuns } from '../../audit/audit-runs';
import type { ReExecutor } from '../../audit/re-execute';
import { openSurroundings } from '../../embedded/surroundings';
import { processIo, type Io } from '../io';
import { openCommand } from '../open-command';
import { withServer } from '../open-server';
import { jsonLine } from '../plain-text';
import { EXIT } from '../report-error';
import { auditLines } from '../screen/audit-lines';
import { selectRuns } from '../select-runs';

export interface AuditOptions {
  batch?: string[];
  reExecute?: true;
  json?: true;
  config?: string;
}

/** The audit of the named runs and batches; the exit status. */
export function auditNamed(runs: string[], options: AuditOptions): Promise<number> {
  const io = processIo(options.json ?? false);
  const names = [...runs, ...(options.batch ?? [])];
  return options.reExecute ? withWorkers(io, options, names) : withoutWorkers(io, options, names);
}

const withoutWorkers = (io: Io, options: AuditOptions, names: string[]): Promise<number> =>
  withServer({ io, configPath: options.config }, async ({ client, config, cwd }) =>
    audit({ io, names, client, store: openStore(config.store, { cwd }) }),
  );

async function withWorkers(io: Io, options: AuditOptions, names: string[]): Promise<number> {
  const opened = await openCommand({ configPath: options.config });
  const surroundings = await openSurroundings({ ...opened, useConfigured: true, log: io.note });
  try {
    const { client, store, config, lost } = surroundings;
    const reExecute = { client, queuePrefix: config.temporal.queuePrefix };
    return await Promise.race([audit({ io, names, client, store, reExecute }), lost]);
  } finally {
    await surroundings.release();
  }
}

async function audit(
  input: Omit<Parameters<typeof auditRuns>[0], 'workflowIds'> & {
    io: Io;
    names: string[];
    reExecute?: ReExecutor;
  },
): Promise<number> {
  const { io, names, client, store } = input;
  const { workflowIds, absent, running } = await selectRuns(client, store, names);
  // Those of a batch or folder that cannot be audited are told as if they had been named themselves.
  const report = await auditRuns({ ...input, workflowIds: [...workflowIds, ...running, ...absent] });
  for (const found of [...report.audits, ...report.unaudited]) io.result(jsonLine(found));
  for (const line of auditLines(report)) io.say(line);
  const bad = report.unaudited.length > 0 || report.audits.some(({ findings }) => findings.length > 0);
  return bad ? EXIT.runsFailed : EXIT.done;
}
