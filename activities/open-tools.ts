import { Context } from '@temporalio/activity';
import type { OpenToolsInput, OpenedTools } from '../contracts/activities';
import { ForerunError } from '../contracts/errors';
import { canonicalJson } from '../core/canonical-json';
import { assertStore } from '../store/assert-store';
import { withHeartbeat } from './with-heartbeat';
import { assertPolicy, type WorkerContext } from './worker-context';

/** Characters of the troubles that a history keeps. */
const TROUBLE_CHARS = 500;
const MAX_TROUBLES = 20;

/** Asks the toolset's servers for their tools and stores what they list: the tools that the run has to its end. */
export const createOpenTools =
  (context: WorkerContext) =>
  (input: OpenToolsInput): Promise<OpenedTools> =>
    withHeartbeat(context, async (signal) => {
      const { store, toolset, scrub } = context;
      await assertStore(store, input.run.storeId);
      assertPolicy(context, input.run.policyHash);
      const found = await toolset.discover(signal, input.toolModes ?? []);
      if (!found) throw nothingToOpen(toolset.name);
      const { catalogue, unconfirmed } = found;
      const troubles = found.troubles.map(({ message, ...rest }) => ({
        ...rest,
        message: scrub(message).slice(0, TROUBLE_CHARS),
      }));
      const { log } = Context.current();
      for (const trouble of troubles) log.warn('a tool or server cannot be used', { ...trouble });
      if (unconfirmed.length > 0)
        log.warn('tools are not what was confirmed: they count as writes', { unconfirmed });
      return {
        catalogue: await store.put(new TextEncoder().encode(canonicalJson(catalogue))),
        tools: catalogue.tools.length,
        unconfirmed,
        ...(troubles.length > 0 ? { troubles: troubles.slice(0, MAX_TROUBLES) } : {}),
      };
    });

const nothingToOpen = (toolset: string): ForerunError =>
  new ForerunError({
    code: 'mcp_no_catalogue',
    blame: 'user',
    message: `the run asks for tools of servers, but the toolset "${toolset}" of this worker has none`,
    remedy: 'Give all workers the configuration that the run was started with.',
  });
