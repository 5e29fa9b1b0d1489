import { AsyncLocalStorage } from 'node:async_hooks';

/** What a call over HTTP is told about the stream that was to bring its result. */
export interface CallWatch {
  /** The stream has ended. `resumable`: the transport will ask for the rest. */
  ended(resumable: boolean): void;
  tooLarge(): void;
}

/** The call in whose course a request is made. */
export const callWatch = new AsyncLocalStorage<CallWatch>();

/**
 * `fetch` for one server: bounds what an answer may hold, and tells the call in whose course it was made when the
 * answer is over, since the protocol's client would wait for a dead server until its time is up.
 */
export function watchedFetch(maxBytes: number): typeof fetch {
  return async (input, init) => {
    const watch = isToolCall(init?.body) ? callWatch.getStore() : undefined;
    const response = await fetch(input, init);
    if (init?.method !== 'POST' || !response.body || response.status !== 200) return response;
    const { status, statusText, headers } = response;
    return new Response(watched(response.body, maxBytes, watch), { status, statusText, headers });
  };
}

function isToolCall(body: unknown): boolean {
  return typeof body === 'string' && /"method"\s*:\s*"tools\/call"/.test(body.slice(0, 10_000));
}

function watched(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  watch: CallWatch | undefined,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  let isResumable = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          watch?.ended(isResumable);
          return controller.close();
        }
        bytes += value.byteLength;
        isResumable ||= /(^|\n)id:/.test(new TextDecoder().decode(value));
        if (bytes <= maxBytes) return controller.enqueue(value);
        watch?.tooLarge();
        await reader.cancel();
        controller.error(new Error(`the answer has more than ${maxBytes} bytes`));
      } catch (error) {
        watch?.ended(isResumable);
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
