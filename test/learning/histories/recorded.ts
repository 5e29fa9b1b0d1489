import { readFileSync } from 'node:fs';
import path from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import type { FetchedHistory } from '../../../learning/histories/fetch-chain';

const FOLDER = path.join(__dirname, '..', '..', 'histories', 'recorded');

/** A recorded run: the parts of these names, as the server returned them; `change` tampers with a part's JSON. */
export function recordedChain(
  names: string | string[],
  change: (json: string, name: string) => string = (json) => json,
): { workflowId: string; chain: FetchedHistory[] } {
  const parts = [names].flat().map((name) => {
    const text = readFileSync(path.join(FOLDER, `${name}.json`), 'utf8');
    return { name, ...(JSON.parse(text) as { workflowId: string; history: object }) };
  });
  const chain = parts.map(({ name, history }) => {
    const changed = JSON.parse(change(JSON.stringify(history), name)) as object;
    return { runId: name, events: historyFromJSON(changed).events ?? [] };
  });
  return { workflowId: parts[0]?.workflowId ?? '', chain };
}
