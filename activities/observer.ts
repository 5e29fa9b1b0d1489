import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { Observed, ObservedCall } from '../contracts/events';
import { QUERIES, SIGNALS } from '../contracts/names';
import type { ChatEvent } from '../models/chat-types';
import { parseToolArguments } from '../models/parse-tool-call';
import { normaliseCall } from '../tools/normalise-call';
import type { Toolset } from '../tools/toolset';

/**
 * How long news waits before it is sent. A call whose stream ends within it is told by the decision itself; several
 * news within it are one signal. Each signal costs the history four events.
 */
const GATHER_MS = 50;

/** Longest that a decision waits for its last signal; with a dead orchestrator or server it would be long. */
const MAX_WAIT_MS = 300;

/** Reports what the actor's stream shows, one signal at a time, acknowledged, errors swallowed. */
export class Observer {
  private news: ObservedCall[] = [];
  private timer?: NodeJS.Timeout;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly input: {
      client: Pick<Client, 'workflow'>;
      toolset: Toolset;
      workflowId: string;
      identity: Pick<Observed, 'runToken' | 'transcript' | 'attempt'>;
      log: Pick<Logger, 'debug'>;
    },
  ) {}

  onEvent(event: ChatEvent): void {
    if (event.type === 'delta') return;
    const seen = this.observedCall(event);
    if (!seen) return;
    this.news = [...this.news.filter((other) => other.index !== seen.index), seen];
    this.timer ??= setTimeout(() => this.send(), GATHER_MS);
  }

  /** The stream has ended: what was not sent yet, the decision tells. Waits for a signal under way, but not for long. */
  async end(): Promise<void> {
    clearTimeout(this.timer);
    this.news = [];
    await Promise.race([this.sending, sleep(MAX_WAIT_MS, undefined, { ref: false })]);
  }

  /** The answer came in one piece: its calls are reported now, before it is stored. */
  flush(): void {
    clearTimeout(this.timer);
    this.send();
  }

  private observedCall(event: Exclude<ChatEvent, { type: 'delta' }>): ObservedCall | undefined {
    const tool = this.input.toolset.find(event.name)?.name;
    if (!tool) return undefined;
    if (event.type === 'tool_name') return { index: event.index, tool };
    const parsed = parseToolArguments(event.argumentsText);
    if (!parsed.ok) return { index: event.index, tool };
    const normalised = normaliseCall(this.input.toolset, event.name, parsed.arguments);
    if (!normalised.ok) return { index: event.index, tool };
    const { arguments: args, key } = normalised.call;
    return { index: event.index, tool, call: { arguments: args, key } };
  }

  private send(): void {
    this.timer = undefined;
    const calls = this.news;
    this.news = [];
    if (calls.length === 0) return;
    const { client, workflowId, identity, log } = this.input;
    const observed: Observed = { ...identity, calls };
    const handle = client.workflow.getHandle(workflowId);
    this.sending = this.sending
      .then(async () => {
        if (await this.isWorthTelling(handle, observed)) await handle.signal(SIGNALS.observed, observed);
      })
      .catch((error: unknown) => log.debug('observed signal was not taken', { error }));
  }

  /** A query leaves no trace in the history, a signal costs it four events: ask first. When in doubt, tell. */
  private async isWorthTelling(handle: WorkflowHandle, observed: Observed): Promise<boolean> {
    try {
      return await handle.query<boolean, [Observed]>(QUERIES.wouldHeed, observed);
    } catch {
      return true;
    }
  }
}
