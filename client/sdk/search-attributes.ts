import type { Client } from '@temporalio/client';
import { messageOf } from '../../contracts/errors';
import { SEARCH_ATTRIBUTES } from '../../contracts/names';

/** `temporal.api.enums.v1.IndexedValueType`. */
const KEYWORD = 2;

/**
 * Whether Forerun's search attributes are registered in the client's namespace; registers them where that is allowed.
 * False means that runs have to start without them; `log` hears why.
 */
export async function ensureSearchAttributes(client: Client, log: (line: string) => void): Promise<boolean> {
  const { operatorService } = client.connection;
  const { namespace } = client.options;
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = SEARCH_ATTRIBUTES.filter((name) => !Object.hasOwn(customAttributes ?? {}, name));
    if (missing.length === 0) return true;
    await operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
    });
    return true;
  } catch (error) {
    log(
      `warning: runs are started without search attributes, which the namespace lacks: ${messageOf(error)}`,
    );
    return false;
  }
}
