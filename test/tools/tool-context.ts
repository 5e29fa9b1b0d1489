import type { ToolContext } from '../../contracts/tool';

export const absent = (what: string) => (): never => {
  throw new Error(`the tool asked for ${what}`);
};

/** What a tool gets; whatever it has no business with fails loudly. */
export function toolContext(over: Partial<ToolContext> = {}): ToolContext {
  return {
    signal: new AbortController().signal,
    attachments: [],
    store: new Proxy({} as ToolContext['store'], { get: absent('the store') }),
    taskFolder: absent('the task folder'),
    maxChars: 20_000,
    idempotencyKey: 'run:0001:001',
    place: { taskId: 'test', step: 1, index: 0 },
    ahead: false,
    ...over,
  };
}
