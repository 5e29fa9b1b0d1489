import type { SearchAnswer, SearchResult } from './search-provider';

/** One line, so that no title or snippet can pose as another result. */
export const oneLine = (text: string): string => text.replace(/[\s\u2028\u2029]+/g, ' ').trim();

/** `[n] title`, address, snippet, each on its line; `searchLinks` reads exactly this. */
export function formatResult(result: SearchResult, number: number): string {
  const date = result.date ? `${oneLine(result.date)} — ` : '';
  const snippet = `${date}${oneLine(result.snippet)}`;
  return [`[${number}] ${oneLine(result.title)}`, oneLine(result.url), ...(snippet ? [snippet] : [])].join(
    '\n',
  );
}

/** The line of a provider's direct answer, or nothing. */
export const formatAnswer = (answer: string | undefined): string[] =>
  answer ? [`Answer: ${oneLine(answer)}`] : [];

/**
 * Search results as the model sees them, whole results only, as many as fit; `truncated` says that some did not. The
 * first is cut to fit if it must be.
 */
export function formatSearchResults(
  { results, answer }: SearchAnswer,
  maxChars: number,
): { text: string; truncated: boolean } {
  const notice = (left: number): string => `[cut: ${left} further results left out]`;
  const blocks = [
    ...formatAnswer(answer),
    ...results.map((result, index) => formatResult(result, index + 1)),
  ];
  const whole = blocks.join('\n\n');
  if (whole.length <= maxChars) return { text: whole, truncated: false };
  const kept: string[] = [];
  let size = 0;
  for (const block of blocks) {
    size += block.length + 2;
    if (size + notice(results.length).length > maxChars) break;
    kept.push(block);
  }
  if (kept.length === 0) return { text: whole.slice(0, maxChars), truncated: true };
  return { text: [...kept, notice(blocks.length - kept.length)].join('\n\n'), truncated: true };
}
