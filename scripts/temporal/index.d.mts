/** What became of an embedded server while it was held. */
export type ServerEvent =
  /** It died (or its keeper did) and is back on the same address with its database. */
  | { type: 'restarted'; serverPid: number }
  /** It is gone: it held everything in memory, cannot be started again, or was stopped by a command. */
  | { type: 'lost'; reason: string };

export interface AcquireServerOptions {
  /** `file`: the shared server of a `.forerun/` folder. `memory`: a server for this process alone. */
  mode: 'file' | 'memory';
  /** The `.forerun/` folder; found upwards from the current folder when left out. Created where missing. */
  forerunDir?: string;
  /** Use the server that TEMPORAL_ADDRESS and the other names of @temporalio/envconfig name, start none. */
  useEnv?: boolean;
  /** Serve Temporal's UI; by default for `file` only. Counts for who starts the server. */
  ui?: boolean;
  /** Life of a `file` server after its last lease, 30 s by default. Counts for who starts the server. */
  graceMs?: number;
  /** The Temporal CLI; found by `findTemporalCli` when left out. */
  cli?: string;
  /** Takes progress, a line at a time; standard error by default. */
  log?: (line: string) => void;
  onEvent?: (event: ServerEvent) => void;
}

/** A Temporal server that serves, with its fields kept up to date over restarts. */
export interface ServerHandle {
  /** `host:port` of the frontend; never changes. */
  readonly address: string;
  readonly namespace: string;
  /** Without a trailing slash; '' where there is no UI or it is not known. */
  readonly uiUrl: string;
  /** Whether it is an embedded server of Forerun's, not one of the user's. */
  readonly owned: boolean;
  /** Whether it ran already. */
  readonly joined: boolean;
  /** Process id of the keeper that holds the embedded server. */
  readonly pid: number | undefined;
  /** Process id of the embedded server itself. */
  readonly serverPid: number | undefined;
  /** The JSON file that says all this to other processes. */
  readonly stateFile: string | undefined;
  /** Ends the lease. Does not wait for the server, which ends after its grace unless others hold it. */
  release(): Promise<void>;
}

/** The content of `.forerun/temporal.json`. */
export interface ServerState {
  status: 'starting' | 'ready' | 'restarting' | 'stopped';
  mode: 'file' | 'memory';
  keeperPid: number;
  serverPid?: number;
  socket: string;
  address?: string;
  namespace: string;
  uiUrl?: string;
  port?: number;
  uiPort?: number;
  database?: string;
  log: string;
}

/**
 * Gets a Temporal server that serves and holds it until `release()` or the end of this process, however it
 * ends. The lease does not keep the process alive. Throws errors with the fields of ForerunError:
 * `temporal_cli_missing`, `temporal_cli_unusable`, `temporal_address_missing`, `temporal_server_failed`,
 * `temporal_server_unreachable`.
 */
export function acquireServer(options: AcquireServerOptions): Promise<ServerHandle>;

/** Finds, downloads or builds a Temporal CLI and returns its path; see docs/operations.md. */
export function findTemporalCli(options?: {
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
  /** Where the SDK is installed whose download is tried; this repo by default. */
  root?: string;
}): Promise<string>;

/** The `.forerun/` folder that a command in `from` (the current folder) uses; created where missing. */
export function findForerunFolder(from?: string): string;

/** What is known of a folder's embedded server, or undefined when none runs. */
export function serverStatus(forerunDir?: string): Promise<ServerState | undefined>;

/** Stops a folder's embedded server, whoever holds it; false when none ran. Resolves when it has ended. */
export function stopServer(forerunDir?: string): Promise<boolean>;
