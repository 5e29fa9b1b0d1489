/** `FINAL ANSWER:` in any case, with or without bold markers; repetitions are bounded so that no text is slow. */
const MARKER =
  /(?:\*\*|__)?(?<![a-z])final[ \t]{1,4}answer[ \t]{0,4}(?:\*\*|__)?[ \t]{0,4}[:：][ \t]{0,4}(?:\*\*|__)?/gi;

/**
 * The final answer in a model's text: what stands behind the last marker that has something behind it, trimmed, over
 * as many lines as there are, without the bold markers around it. Undefined where there is no marker, or nothing
 * behind any.
 */
export function findFinalAnswer(text: string): string | undefined {
  const marks = [...text.matchAll(MARKER)];
  for (let last = marks.length - 1; last >= 0; last -= 1) {
    const mark = marks[last]!;
    const answer = clean(text.slice(mark.index + mark[0].length, marks[last + 1]?.index));
    if (answer !== '') return answer;
  }
  return undefined;
}

/** Drops a bold marker whose partner stood before or inside the marker, and one that wraps the whole answer. */
function clean(raw: string): string {
  let answer = raw.trim();
  for (const bold of ['**', '__']) {
    const count = answer.split(bold).length - 1;
    if (count === 2 && answer.startsWith(bold) && answer.endsWith(bold)) answer = answer.slice(2, -2).trim();
    else if (count % 2 === 1 && answer.endsWith(bold)) answer = answer.slice(0, -2).trim();
    else if (count % 2 === 1 && answer.startsWith(bold)) answer = answer.slice(2).trim();
  }
  return answer;
}
