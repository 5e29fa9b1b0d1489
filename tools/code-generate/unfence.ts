interface Fence {
  mark: string;
  lines: string[];
}

const OPENING = /^\s{0,3}(`{3,}|~{3,})[^`]*$/;

/**
 * The code of an answer: its longest fenced block, also one that was never closed, since an answer may be cut;
 * the whole answer where nothing is fenced. Fences as in CommonMark: closed by at least as many of the same mark.
 */
export function unfence(answer: string): string {
  const blocks: string[] = [];
  let open: Fence | undefined;
  for (const line of answer.split(/\r?\n/)) {
    if (open === undefined) {
      const mark = OPENING.exec(line)?.[1];
      if (mark !== undefined) open = { mark, lines: [] };
    } else if (closes(line, open.mark)) {
      blocks.push(open.lines.join('\n'));
      open = undefined;
    } else {
      open.lines.push(line);
    }
  }
  if (open !== undefined) blocks.push(open.lines.join('\n'));
  if (blocks.length === 0) return answer;
  return blocks.reduce((longest, block) => (block.length > longest.length ? block : longest));
}

function closes(line: string, mark: string): boolean {
  const text = line.trim();
  return text.length >= mark.length && text === mark.charAt(0).repeat(text.length);
}
