import { describe, expect, it } from '@jest/globals';
import { assessPollers, type Poller } from '../../../client/embedded/assess-pollers';
import { parseWorkerIdentity } from '../../../client/embedded/worker-identity';
import type { QueueRole } from '../../../contracts/names';

const OURS = 'abc123def456';
const identity = (fingerprint: string, pid = 7, host = 'here'): string =>
  `forerun/orchestrator+actor/${fingerprint}/${pid}@${host}`;

const pollers = (queues: QueueRole[], change: Partial<Poller> = {}): Poller[] =>
  queues.map((queue) => ({ queue, identity: identity(OURS), lastAccessMs: 100_000, ...change }));

const assess = (given: Poller[], alive = true) =>
  assessPollers({ pollers: given, fingerprint: OURS, nowMs: 110_000, host: 'here', isAlive: () => alive });

const NEEDED: QueueRole[] = ['orchestrator', 'actor', 'tools'];

describe('assessPollers', () => {
  it('all needed roles with our configuration: → ready, also without speculative workers', () => {
    expect(assess(pollers(NEEDED))).toEqual({ kind: 'ready' });
  });

  it('nobody, or some roles only: → missing, which ones', () => {
    expect(assess([])).toEqual({ kind: 'missing', roles: NEEDED });
    expect(assess(pollers(['actor', 'spec-tools']))).toEqual({
      kind: 'missing',
      roles: ['orchestrator', 'tools'],
    });
  });

  it.each([
    ['another fingerprint', identity('0123456789ab')],
    ['somebody who is no worker of ours', '12@elsewhere'],
  ])('%s on one queue: → foreign, named', (_, other) => {
    const verdict = assess([...pollers(NEEDED), ...pollers(['spec-actor'], { identity: other })]);
    expect(verdict).toEqual({ kind: 'foreign', identities: [other] });
  });

  it('a process of this machine that is gone: → does not count, however lately it polled', () => {
    expect(assess(pollers(NEEDED), false)).toEqual({ kind: 'missing', roles: NEEDED });
  });

  it('another machine: → counts by the time of its last poll', () => {
    const there = { identity: identity(OURS, 7, 'there') };
    expect(assess(pollers(NEEDED, there), false)).toEqual({ kind: 'ready' });
    expect(assess(pollers(NEEDED, { ...there, lastAccessMs: 1_000 }), false).kind).toBe('missing');
  });
});

describe('parseWorkerIdentity', () => {
  it('an identity of ours: → its parts; another: → undefined', () => {
    expect(parseWorkerIdentity(identity(OURS))).toEqual({
      roles: ['orchestrator', 'actor'],
      fingerprint: OURS,
      pid: 7,
      host: 'here',
    });
    expect(parseWorkerIdentity('1234@host')).toBeUndefined();
  });
});
