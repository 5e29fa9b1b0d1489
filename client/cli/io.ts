import { plainText } from './plain-text';

/** Where a command writes. Everything that goes through here is stripped of control characters. */
export interface Io {
  /** A line for people: standard output, or standard error where `--json` keeps that for results. */
  say(line: string): void;
  /** Progress and warnings: standard error always. */
  note(line: string): void;
  /** A line of JSON on standard output, as it is; only with `--json`. */
  result(json: string): void;
  readonly json: boolean;
  /** Where `say` writes, for a live screen; undefined where that is no terminal. */
  readonly terminal: NodeJS.WriteStream | undefined;
}

/** The process's own streams. */
export function processIo(json: boolean): Io {
  const people = json ? process.stderr : process.stdout;
  const write = (stream: NodeJS.WriteStream, line: string): void => void stream.write(`${plainText(line)}\n`);
  return {
    say: (line) => write(people, line),
    note: (line) => write(process.stderr, line),
    result: (line) => {
      if (json) process.stdout.write(`${line}\n`);
    },
    json,
    terminal: people.isTTY ? people : undefined,
  };
}
