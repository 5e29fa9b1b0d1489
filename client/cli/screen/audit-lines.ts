import type { AuditReport } from '../../audit/audit-runs';
import type { RunAudit } from '../../audit/audit-run';
import { plainLine } from '../plain-text';
import { counted } from '../counted';

const MAX_FINDINGS = 20;
const MAX_UNAUDITED = 5;

/** The end of an audit for people: what does not add up, run by run, and one line of totals. Pure. */
export function auditLines({ audits, unaudited }: AuditReport): string[] {
  return [
    ...audits.filter(({ findings }) => findings.length > 0).flatMap(findingLines),
    ...audits.flatMap(remarkLines),
    ...unaudited
      .slice(0, MAX_UNAUDITED)
      .flatMap(({ workflow_id, error }) => [
        `   ${plainLine(workflow_id)} was not audited: ${plainLine(error.message, 400)}`,
        ...(error.remedy === undefined ? [] : [`      ${plainLine(error.remedy, 400)}`]),
      ]),
    ...(unaudited.length > MAX_UNAUDITED ? [`   … and ${unaudited.length - MAX_UNAUDITED} more`] : []),
    totalLine({ audits, unaudited }),
  ];
}

function findingLines({ workflow_id, findings }: RunAudit): string[] {
  const shown = findings.slice(0, MAX_FINDINGS);
  return [
    `   ${plainLine(workflow_id)}: ${counted(findings.length, 'finding')}`,
    ...shown.map(({ kind, message }) => `      ${kind}: ${plainLine(message, 400)}`),
    ...(findings.length > shown.length ? [`      … and ${findings.length - shown.length} more`] : []),
  ];
}

function remarkLines({ workflow_id, lossy_claims, strategy, status }: RunAudit): string[] {
  return [
    ...(lossy_claims > 0
      ? [
          `   ${plainLine(workflow_id)}: LOSSY, ${lossy_claims} calls were served by the outcome of another one (${strategy})`,
        ]
      : []),
    ...(status === undefined
      ? [`   ${plainLine(workflow_id)}: ended without a result, so its accounts could not be checked`]
      : []),
  ];
}

/** `Audit: 12 runs, 48 steps, 30 claimed calls, 5 decisions ahead: no findings`. Pure. */
function totalLine({ audits, unaudited }: AuditReport): string {
  const sum = (amount: (audit: RunAudit) => number): number =>
    audits.reduce((total, audit) => total + amount(audit), 0);
  const findings = sum((audit) => audit.findings.length);
  const again = audits.some(({ reexecuted }) => reexecuted !== undefined)
    ? `, ${sum(({ reexecuted = 0 }) => reexecuted)} of them, of pure tools, executed again`
    : '';
  return [
    `Audit: ${counted(audits.length, 'run')}, ${counted(
      sum(({ steps }) => steps),
      'step',
    )}, `,
    `${counted(
      sum(({ claims }) => claims),
      'claimed call',
    )}${again}, ${counted(
      sum(({ decisions_ahead }) => decisions_ahead),
      'decision',
    )} ahead: `,
    findings === 0 ? 'no findings' : counted(findings, 'FINDING').toUpperCase(),
    unaudited.length === 0 ? '' : `; ${unaudited.length} not audited`,
  ].join('');
}
