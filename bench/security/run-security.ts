import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Trace } from '../../contracts/trace';
import { readyModel } from '../../core/table/ready-model';
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
  const { folder, log } = input;
  const names = (await readdir(folder)).sort();
  const named = (part: string): string[] =>
    names.filter((name) => new RegExp(`\\.${part}\\.jsonl(\\.gz)?$`).test(name));
  const learnedFrom = named('train').filter((name) =>
    input.domains.some((domain) => name.startsWith(`${domain}.`)),
  );
  const report: SecurityReport = {
    format: 'forerun-bench-security/1',
    command: input.command,
    learnedFrom,
    attacks: [],
    benign: [],
  };
  log(`learning from ${learnedFrom.join(', ')}`);
  const model = readyModel(await learnTable({ files: learnedFrom.map((name) => path.join(folder, name)) }));
  const policies = Object.keys(POLICIES) as PolicyName[];
  for (const file of input.attacked) {
    const traces = await load(file, input.runs);
    const domain = traces[0]?.domain ?? file;
    const tools = await toolsOf(folder, domain);
    const runs = prepare(traces, model, tools);
    for (const policy of policies.filter((name) => !name.endsWith('trusted'))) {
      for (const [predictor, propose] of [
        ['table', tableProposes],
        ['adversary', adversaryProposes],
      ] as const) {
        const count = countAttacks(runs, { tools, policy, propose });
        report.attacks.push({ domain, policy, predictor, runs: traces.length, count });
        log(
          `${domain} · ${policy} · ${predictor}: ${count.without.leaving} left without the rules, ${count.with.leaving} with them`,
        );
      }
    }
  }
  for (const name of named('dev').filter((one) =>
    input.domains.some((domain) => one.startsWith(`${domain}.`)),
  )) {
    const traces = await load(path.join(folder, name), input.runs);
    const domain = traces[0]?.domain ?? name;
    const tools = await toolsOf(folder, domain);
    const runs = prepare(traces, model, tools);
    for (const policy of policies) {
      const count = countBenign(runs, { tools, policy });
      report.benign.push({ domain, policy, runs: traces.length, count });
      log(`${domain} · ${policy}: ${count.hitsWithout} hits without the rules, ${count.hitsWith} with them`);
    }
  }
  return report;
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
