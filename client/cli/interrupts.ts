/** Ctrl-C and SIGTERM of a command: the first ends gracefully what it started, the second leaves at once. */
export interface Interrupts {
  /** From here on the first interrupt calls this instead of leaving. */
  handle(onFirst: () => void): void;
  /** Whether an interrupt has been handled. */
  readonly raised: boolean;
}

/** Watches the process's signals. `leave` ends the process; before `handle` the first interrupt already does. */
export function watchInterrupts(leave: () => void): Interrupts {
  let onFirst: (() => void) | undefined;
  let raised = false;
  const interrupt = (): void => {
    if (raised || !onFirst) return leave();
    raised = true;
    onFirst();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  return {
    handle: (next) => (onFirst = next),
    get raised() {
      return raised;
    },
  };
}
