import type { RunContext } from '../contracts/activities';
import type { Catalogue, ToolTrouble } from '../contracts/mcp';
import type { PinnedPolicy, ToolPolicy } from '../contracts/tool-policy';
import type { Tool } from '../contracts/tool';
import { policyOf } from '../core/policy-of';
import type { ConversationUser } from '../contracts/user';

/** What servers listed: the catalogue, the tools in it that must count as unnamed, and what cannot be used. */
export interface DiscoveredTools {
  catalogue: Catalogue;
  unconfirmed: string[];
  troubles: ToolTrouble[];
}

/** The tools that a run may ask for, with the policy under which this worker runs them. */
export class Toolset {
  private readonly byName = new Map<string, Tool>();
  private readonly inOrder: readonly Tool[];

  constructor(
    readonly name: string,
    tools: readonly Tool[],
    readonly policy: PinnedPolicy,
    /** Whom the actor talks to, in runs that are conversations. */
    readonly user?: ConversationUser,
  ) {
    for (const tool of tools) {
      if (!policyOf(policy, tool.name)) continue;
      for (const name of [tool.name, ...(tool.aliases ?? [])]) this.byName.set(name, tool);
    }
    this.inOrder = [...new Set(this.byName.values())].sort((left, right) =>
      left.name.localeCompare(right.name),
    );
  }

  /** The tools as one run has them; most toolsets are the same for all. */
  forRun(_run: RunContext): Promise<Toolset> {
    return Promise.resolve(this);
  }

  /**
   * Asks the toolset's servers for their tools, once at the beginning of a run. Undefined where there is nothing to ask.
   * Throws ForerunError where a server that the run needs is not to be had, and where the run has modes for tools that
   * do not exist.
   */
  discover(_signal: AbortSignal, _toolModes: readonly string[]): Promise<DiscoveredTools | undefined> {
    return Promise.resolve(undefined);
  }

  /** The tool behind a name or an older name of it. */
  find(name: string): Tool | undefined {
    return this.byName.get(name);
  }

  /** Default deny: what the policy does not name may not run. */
  policyOf(name: string): ToolPolicy | undefined {
    return policyOf(this.policy, name);
  }

  /** Each tool once, by name; the same list every time. */
  list(): readonly Tool[] {
    return this.inOrder;
  }

  /** Brings up what the tools' next calls would have to wait for. Never rejects. */
  async warm(): Promise<void> {
    await Promise.allSettled(this.list().map((tool) => tool.warm?.()));
  }

  /** Ends the processes that tools keep warm for the next call. Running calls end with their own signal. */
  close(): void | Promise<void> {
    for (const tool of this.list()) tool.close?.();
  }
}
