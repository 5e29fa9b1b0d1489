import type { Client } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Config } from '../../contracts/config';
import type { Services } from '../../core/config/services';
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
  /** What it asks others for: keys that are missing are told at the start. */
  uses(config: Config): Services[];
  /** Throws where its part of the configuration is unusable; before any worker of the process is made. */
  verify?(host: RoleHost): Promise<void>;
  createWorkers(host: RoleHost): Promise<RoleWorker[]>;
  /** Ends what the role keeps warm; called when its workers have stopped. */
  close?(): void | Promise<void>;
}
