export const SANDBOX_LANGUAGES = ['python', 'javascript'] as const;
export type SandboxLanguage = (typeof SANDBOX_LANGUAGES)[number];

export interface SandboxRequest {
  language: SandboxLanguage;
  code: string;
  /** Absolute path of the folder that the program may read, at `/task` where the wall has a root of its own. */
  folder?: string;
  /** Longest life of the child, its start included. */
  timeoutMs: number;
  /** What the program may hold, over the language runtime's own needs. */
  memoryMb: number;
  signal: AbortSignal;
}

/** What came of a program. `output` is its standard output and standard error in the order of writing. */
export type SandboxResult =
  | { kind: 'finished'; output: string; truncated: boolean; value: string }
  | { kind: 'program_error'; output: string; truncated: boolean; error: string }
  | {
      kind: 'timeout' | 'memory_limit' | 'output_limit' | 'cancelled';
      output: string;
      truncated: boolean;
    }
  | { kind: 'crashed'; output: string; truncated: boolean; detail: string }
  | { kind: 'unavailable'; reason: string; remedy: string };

/** How a program is walled off. Other walls (a container, another system's sandbox) implement the same. */
export interface Wall {
  /**
   * `own_root`: namespaces for users, network, processes and mounts, and a file tree that holds nothing else.
   * `process`: permission flags only, with network. Weak.
   */
  name: 'own_root' | 'process';
  /** What to start for a program, and where it finds things. Pure. */
  launch(input: WallInput): Launch;
}

/** Real folders of this machine that the child may read. */
export interface ReadableFolders {
  /** The child's own programs. */
  app: string;
  pyodide: string;
  wheels: string;
  task?: string;
  /** Holds Python's memory after its start; without it Python starts from nothing. */
  snapshot?: string;
}

export interface WallInput {
  folders: ReadableFolders;
  language: SandboxLanguage;
  memoryMb: number;
  timeoutMs: number;
}

export interface Launch {
  file: string;
  args: string[];
  /** Environment of the outermost program; the innermost one gets none. */
  env: Record<string, string>;
  /** The folders as the child sees them. */
  seen: ReadableFolders & { scratch?: string };
}
