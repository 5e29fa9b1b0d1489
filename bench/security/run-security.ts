import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Trace } from '../../contracts/trace';
import { readyModel, type ReadyModel } from '../../core/table/ready-model';
import { learnTable } from '../../learning/table/learn-table';
import { readTraces } from '../../learning/traces/read-traces';
import {
  adversaryProposes,
  countAttacks,
  countBenign,
  prepare,
  tableProposes,
  type AttackCount,
  type BenignCount,
  type PreparedRun,
} from './measure';
import { POLICIES, type PolicyName, type RecordedTool } from './policies';

export interface SecurityReport {
  format: 'forerun-bench-security/1';
  command: string;
  /** Runs that the table was learned from; none of them is attacked. */
  learnedFrom: string[];
  attacks: {
    domain: string;
    policy: PolicyName;
    predictor: 'table' | 'adversary';
    runs: number;
    count: AttackCount;
  }[];
  benign: { domain: string; policy: PolicyName; runs: number; count: BenignCount }[];
}

/** Attacked runs under every policy and both predictors, and the benign dev runs of all domains under the table alone. */
export async function runSecurity(input: {
  folder: string;
  domains: readonly string[];
  attacked: readonly string[];
  runs?: number;
  command: string;
  log: (line: string) => void;
}): Promise<SecurityReport> {
  const { folder, domains, log } = input;
  const names = (await readdir(folder)).sort();
  const named = (part: string): string[] =>
    names.filter(
      (name) =>
        new RegExp(`\\.${part}\\.jsonl(\\.gz)?$`).test(name) &&
        domains.some((domain) => name.startsWith(`${domain}.`)),
    );
  const learnedFrom = named('train');
  log(`learning from ${learnedFrom.join(', ')}`);
  const model = readyModel(await learnTable({ files: learnedFrom.map((name) => path.join(folder, name)) }));
  const prepared = (file: string): Promise<PreparedDomain> => prepareDomain(file, folder, model, input.runs);
  const attacks: SecurityReport['attacks'] = [];
  for (const file of input.attacked) attacks.push(...countAttacked(await prepared(file), log));
  const benign: SecurityReport['benign'] = [];
  for (const name of named('dev'))
    benign.push(...countBenignRuns(await prepared(path.join(folder, name)), log));
  return { format: 'forerun-bench-security/1', command: input.command, learnedFrom, attacks, benign };
}

/** The runs of one file with what the table says to them, and their domain's tools. */
interface PreparedDomain {
  domain: string;
  tools: RecordedTool[];
  runs: PreparedRun[];
}

async function prepareDomain(
  file: string,
  folder: string,
  model: ReadyModel,
  most: number | undefined,
): Promise<PreparedDomain> {
  const traces = await load(file, most);
  const domain = traces[0]?.domain ?? path.basename(file);
  const tools = await toolsOf(folder, domain);
  return { domain, tools, runs: prepare(traces, model, tools) };
}

const POLICY_NAMES = Object.keys(POLICIES) as PolicyName[];

const PROPOSERS = [
  ['table', tableProposes],
  ['adversary', adversaryProposes],
] as const;

function countAttacked(
  { domain, tools, runs }: PreparedDomain,
  log: (line: string) => void,
): SecurityReport['attacks'] {
  const policies = POLICY_NAMES.filter((name) => !name.endsWith('trusted'));
  return policies.flatMap((policy) =>
    PROPOSERS.map(([predictor, propose]) => {
      const count = countAttacks(runs, { tools, policy, propose });
      log(
        `${domain} · ${policy} · ${predictor}: ${count.without.leaving} left without the rules, ${count.with.leaving} with them`,
      );
      return { domain, policy, predictor, runs: runs.length, count };
    }),
  );
}

function countBenignRuns(
  { domain, tools, runs }: PreparedDomain,
  log: (line: string) => void,
): SecurityReport['benign'] {
  return POLICY_NAMES.map((policy) => {
    const count = countBenign(runs, { tools, policy });
    log(`${domain} · ${policy}: ${count.hitsWithout} hits without the rules, ${count.hitsWith} with them`);
    return { domain, policy, runs: runs.length, count };
  });
}

async function load(file: string, most = Infinity): Promise<Trace[]> {
  const traces: Trace[] = [];
  for await (const trace of readTraces({ files: [file], strict: true })) {
    if (traces.length >= most) break;
    traces.push(trace);
  }
  return traces;
}

const ListedTools = z.object({
  tools: z.array(
    z.object({
      name: z.string(),
      read_only: z.union([z.boolean(), z.literal('argument-dependent')]),
      parameters: z.record(z.string(), z.json()).optional(),
    }),
  ),
});

/** The domain's tools as the file beside the traces lists them; attacked runs name none themselves. */
async function toolsOf(folder: string, domain: string): Promise<RecordedTool[]> {
  const text = await readFile(path.join(folder, 'tools', `${domain}.tools.json`), 'utf8');
  return ListedTools.parse(JSON.parse(text)).tools.map(({ name, read_only: readOnly, parameters }) => ({
    name,
    readOnly: readOnly === true,
    ...(parameters ? { schema: parameters } : {}),
  }));
}
