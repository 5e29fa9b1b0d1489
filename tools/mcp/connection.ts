import { setTimeout as sleep } from 'node:timers/promises';
import { ForerunError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import { openClient, type OpenClient, type ServerSettings } from './open-client';
import { endOf, lostAfterSending, type CallEnd } from './call-end';
import { LIST_MS, listTools } from './list-tools';
import type { ServerTool } from './server-tool';
import { callWatch } from './watched-fetch';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A connection that lived so long had not failed. */
const SOUND_AFTER_MS = 10_000;
const PING_MS = 5_000;

interface Live extends OpenClient {
  openedAtMs: number;
  tools: ServerTool[];
  /** Calls that wait for an answer, and how to end them. */
  calls: Set<(end: CallEnd) => void>;
  isClosed: boolean;
  /** New calls use another connection; this one ends with its last call. */
  isRetired: boolean;
}

/**
 * The connection to one server: opened when it is first needed, shared by all calls, opened again after it was lost,
 * with growing pauses while that fails.
 */
export class Connection {
  private live: Promise<Live> | undefined;
  private pauseMs = 0;
  private notBeforeMs = 0;
  private isOver = false;

  constructor(private readonly settings: ServerSettings) {}

  /** What the server lists now. Throws ForerunError `mcp_unavailable`, `mcp_bad_list` and others of opening. */
  async list(signal: AbortSignal): Promise<ServerTool[]> {
    const live = await this.open(signal);
    live.tools = await listTools(this.settings.name, live.client, signal);
    return live.tools;
  }

  /** A tool as the server last listed it; undefined where it has none of that name. Opens the connection. */
  async find(tool: string, signal: AbortSignal): Promise<ServerTool | undefined> {
    const { tools } = await this.open(signal);
    return tools.find(({ name }) => name === tool);
  }

  /**
   * Makes one call. Throws what `open` throws, and the signal's reason when it is aborted; the server is told that the
   * call is cancelled.
   */
  async call(
    tool: ServerTool,
    args: JsonObject,
    { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
  ): Promise<CallEnd> {
    const live = await this.open(signal);
    signal.throwIfAborted();
    const end = await new Promise<CallEnd>((resolve, reject) => {
      const leave = (): void => {
        live.calls.delete(settle);
        if (live.isRetired && live.calls.size === 0) void live.client.close().catch(() => undefined);
      };
      const settle = (how: CallEnd): void => {
        leave();
        resolve(how);
      };
      live.calls.add(settle);
      const ended = (resumable: boolean): void => {
        // What the answer held is handled before this comes up.
        if (!resumable) setTimeout(() => settle(lostAfterSending('the answer broke off')), 50).unref();
      };
      const watch = { ended, tooLarge: () => settle({ kind: 'too_large' }) };
      const { name, inputSchema } = tool;
      // Without its output schema: an answer that does not match is still what the call brought about.
      const definition = { name, inputSchema: inputSchema as { type: 'object' } };
      callWatch
        .run(watch, () =>
          live.client.callTool(
            { name, arguments: args },
            { signal, timeout: timeoutMs, toolDefinition: definition },
          ),
        )
        .then(
          (result) => settle({ kind: 'result', result }),
          (error: unknown) => {
            if (!signal.aborted) return settle(endOf(error));
            leave();
            reject(signal.reason as Error);
          },
        );
    }).catch((error: unknown) => {
      this.doubt(live);
      throw error;
    });
    if (end.kind === 'lost' && !end.sent) this.retire(live);
    return end;
  }

  async close(): Promise<void> {
    this.isOver = true;
    const live = await this.live?.catch(() => undefined);
    if (!live) return;
    this.drop(live);
    await live.client.close().catch(() => undefined);
  }

  private async open(signal: AbortSignal): Promise<Live> {
    if (this.isOver) throw closed(this.settings.name);
    this.live ??= this.start();
    return raced(this.live, signal);
  }

  private async start(): Promise<Live> {
    try {
      await sleep(Math.max(0, this.notBeforeMs - Date.now()));
      const opened = await openClient(this.settings);
      const live: Live = {
        ...opened,
        openedAtMs: Date.now(),
        tools: [],
        calls: new Set(),
        isClosed: false,
        isRetired: false,
      };
      this.watch(live);
      live.tools = await listTools(this.settings.name, live.client, AbortSignal.timeout(LIST_MS)).catch(
        async (error: unknown) => {
          await live.client.close().catch(() => undefined);
          throw error;
        },
      );
      return live;
    } catch (error) {
      this.live = undefined;
      this.pause();
      throw error;
    }
  }

  private watch(live: Live): void {
    const { client } = live;
    client.onclose = () => this.drop(live);
    client.onerror = (error) => {
      if (/ReadBuffer exceeded/.test(error.message)) {
        // Nobody can tell whose answer it was.
        for (const settle of [...live.calls]) settle({ kind: 'too_large' });
        live.kill();
        this.drop(live);
      }
      if (/Maximum reconnection attempts/.test(error.message)) {
        for (const settle of [...live.calls]) settle(lostAfterSending('the answer broke off'));
      }
    };
    client.setNotificationHandler('notifications/tools/list_changed', async () => {
      live.tools = await listTools(this.settings.name, live.client, AbortSignal.timeout(LIST_MS));
    });
  }

  /** Forgets a connection; its calls are lost, the next one opens another. */
  private drop(live: Live): void {
    if (live.isClosed) return;
    live.isClosed = true;
    // Another one has taken the place of a retired connection.
    if (!live.isRetired) this.live = undefined;
    for (const settle of [...live.calls]) settle(lostAfterSending('the connection was closed'));
    if (Date.now() - live.openedAtMs >= SOUND_AFTER_MS) this.pauseMs = 0;
    else this.pause();
    void live.client.close().catch(() => undefined);
  }

  /** The next call opens another connection; what still waits for an answer on this one may get it. */
  private retire(live: Live): void {
    if (live.isClosed || live.isRetired) return;
    if (live.calls.size === 0) return this.drop(live);
    live.isRetired = true;
    this.live = undefined;
    this.pause();
  }

  private pause(): void {
    this.notBeforeMs = Date.now() + this.pauseMs;
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2));
  }

  /** A call was given up: where the server answers nobody any more, the next call needs another one. */
  private doubt(live: Live): void {
    if (live.isClosed || live.calls.size > 0) return;
    live.client.ping({ timeout: PING_MS }).catch(() => {
      if (live.calls.size > 0) return;
      live.kill();
      this.drop(live);
    });
  }
}

const closed = (name: string): ForerunError =>
  new ForerunError({
    code: 'mcp_unavailable',
    blame: 'system',
    retryable: true,
    message: `MCP server ${name} is being closed: this worker stops`,
  });

function raced<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
