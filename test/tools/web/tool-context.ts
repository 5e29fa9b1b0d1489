import type { ToolContext } from '../../../contracts/tool';

const unused = (name: string): never => {
  throw new Error(`a web tool used ${name}`);
};

/** What web tools get; everything that they have no business with fails loudly. */
export function webContext(changes: Partial<ToolContext> = {}): ToolContext {
  return {
    signal: new AbortController().signal,
    maxChars: 20_000,
    idempotencyKey: 'test',
    place: { taskId: 'test', step: 1, index: 0 },
    ahead: false,
    attachments: [],
    get store() {
      return unused('the store');
    },
    taskFolder: async () => unused('the task folder'),
    ...changes,
  };
}
