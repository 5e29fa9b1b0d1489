import type { Client } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Config } from '../../contracts/config';
import type { WorkerRole } from '../../contracts/names';
import type { Scrubber } from './scrubber';

/** One Temporal worker, and the queue that it serves. */
export interface RoleWorker {
  queue: string;
  worker: Worker;
}

/** What every Temporal worker of this process is made with. */
export interface WorkerHost {
  config: Config;
  connection: NativeConnection;
  namespace: string;
  identity: string;
  /** Overrides the configured number of activities at a time. */
  concurrency?: number;
}

export interface RoleHost extends WorkerHost {
  client: Pick<Client, 'workflow'>;
  scrubber: Scrubber;
  cwd: string;
  /** Environment of the process and its `.env`. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Compiled workflow bundle; only the orchestrator needs it. */
  workflowBundlePath: string;
}

/**
 * A worker program's part. Each role brings its own modules, so that a program loads what its role needs and no more.
 */
export interface Role {
  name: WorkerRole;
  /** Model profiles that it asks, and whether it searches: keys that are missing are told at the start. */
  uses: { profiles: string[]; search: boolean };
  createWorkers(host: RoleHost): Promise<RoleWorker[]>;
  /** Ends what the role keeps warm; called when its workers have stopped. */
  close?(): void | Promise<void>;
}
