import { compareResults } from '../../results/compare';
import { readResults, resultsMissing, type FolderResults } from '../../results/read-results';
import { summarise } from '../../results/summary';
import { processIo, type Io } from '../io';
import { jsonLine } from '../plain-text';
import { EXIT } from '../report-error';
import { armLines, comparisonLines } from '../screen/summary-lines';

/** The arms within one folder of results, or two folders. Returns the exit code; throws what `readResults` throws. */
export async function compare(
  dir: string,
  other: string | undefined,
  options: { json?: true },
): Promise<number> {
  const io = processIo(options.json ?? false);
  const left = await read(dir, io);
  const right = other === undefined ? undefined : await read(other, io);
  const comparisons = compareResults(named(left), right && named(right));
  for (const comparison of comparisons) io.result(jsonLine(comparison));
  if (!io.json) {
    if (comparisons.length === 0) {
      io.say('nothing to pair: each side needs runs, and one folder needs two arms');
      const { arms } = summarise([...left.records, ...(right?.records ?? [])]);
      for (const line of arms.flatMap(armLines)) io.say(line);
    }
    for (const line of comparisons.flatMap(comparisonLines)) io.say(line);
  }
  return EXIT.done;
}

async function read(path: string, io: Io): Promise<FolderResults> {
  const results = await readResults(path);
  if (results.records.length + results.unread.length === 0) throw resultsMissing(path);
  for (const { file, reason } of results.unread) io.note(`warning: ${file} is left out: ${reason}`);
  return results;
}

const named = ({ folder, records }: FolderResults): { name: string; records: FolderResults['records'] } => ({
  name: folder,
  records,
});
