import { OPEN_FILES, PROCESSES, SCRATCH_MB } from './node-command';

/**
 * Shell lines that take the data limit in KiB from the first argument and limit what follows. The limit of processes
 * has another letter in each shell; only inside a user namespace does it count the sandbox alone, so it is set there.
 */
export function limitsScript(inside: 'sandbox' | 'machine'): string {
  return [
    'data_kib=$1; shift',
    'ulimit -c 0',
    'ulimit -d "$data_kib" 2>/dev/null || true',
    `ulimit -n ${OPEN_FILES}`,
    `ulimit -f ${SCRATCH_MB * 2048}`,
    ...(inside === 'sandbox' ? [`ulimit -u ${PROCESSES} 2>/dev/null || ulimit -p ${PROCESSES}`] : []),
  ].join('\n');
}
