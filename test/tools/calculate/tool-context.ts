import type { ToolContext } from '../../../contracts/tool';

const absent = (what: string) => (): never => {
  throw new Error(`the calculator asked for ${what}`);
};

/** A context for a tool that must touch nothing. */
export function toolContext(over: Partial<ToolContext> = {}): ToolContext {
  return {
    signal: new AbortController().signal,
    attachments: [],
    store: new Proxy({} as ToolContext['store'], { get: absent('the store') }),
    taskFolder: absent('the task folder'),
    maxChars: 10_000,
    idempotencyKey: 'run:0001:001',
    place: { taskId: 'test', step: 1, index: 0 },
    ahead: false,
    ...over,
  };
}
