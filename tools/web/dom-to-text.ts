import type { DomElement, DomNode } from './parse-dom';

const BLOCKS = new Set(
  (
    'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form ' +
    'header hr legend main nav ol p pre section summary table tbody tfoot thead tr ul h1 h2 h3 h4 h5 h6 li'
  ).split(' '),
);
const SILENT = new Set('script style noscript template svg head title iframe object embed'.split(' '));
const TEXT_NODE = 3;
const ELEMENT_NODE = 1;

/** A piece of the output: text whose white space is free, text as it stands, or a wish for line breaks. */
type Piece = { text: string; verbatim?: boolean } | { breaks: number };

interface Walk {
  base: string;
  pieces: Piece[];
  verbatim: boolean;
}

/**
 * The text of a DOM tree as light Markdown: headings, lists, tables as rows of cells, code as it stands, links as
 * `[text](absolute address)`. Recursion is bounded by the tree's depth; a stack overflow is the caller's RangeError.
 */
export function domToText(root: DomNode | null, base: string): string {
  const walk: Walk = { base, pieces: [], verbatim: false };
  if (root) visit(root, walk);
  return join(walk.pieces);
}

function visit(node: DomNode, walk: Walk): void {
  if (node.nodeType === TEXT_NODE) {
    walk.pieces.push({ text: node.textContent ?? '', verbatim: walk.verbatim });
    return;
  }
  if (node.nodeType !== ELEMENT_NODE) return;
  const element = node as DomElement;
  const name = element.localName.toLowerCase();
  if (SILENT.has(name) || element.hasAttribute('hidden')) return;
  const heading = /^h([1-6])$/.exec(name);
  if (name === 'br') walk.pieces.push({ breaks: 1 });
  else if (name === 'hr') walk.pieces.push({ breaks: 2 });
  else if (name === 'img') image(element, walk);
  else if (name === 'a') link(element, walk);
  else if (heading) block(element, walk, 2, `${'#'.repeat(Number(heading[1]))} `);
  else if (name === 'li') block(element, walk, 1, '- ');
  else if (name === 'tr') row(element, walk);
  else if (name === 'pre') preformatted(element, walk);
  else if (BLOCKS.has(name)) block(element, walk, name === 'dt' || name === 'dd' ? 1 : 2);
  else children(element, walk);
}

function children(element: DomElement, walk: Walk): void {
  for (const child of element.childNodes) visit(child, walk);
}

function block(element: DomElement, walk: Walk, breaks: number, mark = ''): void {
  walk.pieces.push({ breaks });
  if (mark) walk.pieces.push({ text: mark });
  children(element, walk);
  walk.pieces.push({ breaks });
}

/** A link keeps its address where it leads to another page and says something. */
function link(element: DomElement, walk: Walk): void {
  const href = element.getAttribute('href')?.trim() ?? '';
  const target = href !== '' && !href.startsWith('#') && URL.canParse(href, walk.base);
  const address = target ? new URL(href, walk.base) : undefined;
  const inner: Walk = { ...walk, pieces: [] };
  children(element, inner);
  const text = join(inner.pieces).replace(/\s+/g, ' ');
  if (text === '') return;
  const web = address?.protocol === 'http:' || address?.protocol === 'https:';
  const shown = web && address ? `[${text}](${address.href})` : text;
  walk.pieces.push({ text: /^\s/.test(element.textContent ?? '') ? ` ${shown}` : shown });
}

function image(element: DomElement, walk: Walk): void {
  const alt = (element.getAttribute('alt') ?? '').trim();
  if (alt) walk.pieces.push({ text: `[image: ${alt}]` });
}

function row(element: DomElement, walk: Walk): void {
  const cells = [...element.children].map((cell) => {
    const inner: Walk = { ...walk, pieces: [], verbatim: false };
    children(cell, inner);
    return join(inner.pieces).replace(/\s+/g, ' ');
  });
  if (cells.every((cell) => cell === '')) return;
  walk.pieces.push({ breaks: 1 }, { text: `| ${cells.join(' | ')} |` }, { breaks: 1 });
}

function preformatted(element: DomElement, walk: Walk): void {
  walk.pieces.push({ breaks: 2 });
  children(element, { ...walk, verbatim: true });
  walk.pieces.push({ breaks: 2 });
}

/** Joins pieces: white space collapses outside verbatim text, the largest wish for breaks between two texts wins. */
function join(pieces: Piece[]): string {
  const out: string[] = [];
  let breaks = 0;
  let space = false;
  for (const piece of pieces) {
    if ('breaks' in piece) {
      breaks = Math.max(breaks, piece.breaks);
      continue;
    }
    const text = piece.verbatim ? piece.text : piece.text.replace(/[\s\u00a0]+/g, ' ');
    if (!piece.verbatim && text.trim() === '') {
      space ||= text !== '' && breaks === 0;
      continue;
    }
    if (out.length > 0 && breaks > 0) out.push('\n'.repeat(breaks));
    else if (out.length > 0 && space && !text.startsWith(' ')) out.push(' ');
    const atStart = out.length === 0 || breaks > 0;
    space = !piece.verbatim && text.endsWith(' ');
    out.push(piece.verbatim ? text : trimFor(text, atStart, space));
    breaks = 0;
  }
  return out.join('').trim();
}

/** A closing space is kept back until it is known whether text or a line break follows. */
function trimFor(text: string, atStart: boolean, endsInSpace: boolean): string {
  const closed = endsInSpace ? text.trimEnd() : text;
  return atStart ? closed.trimStart() : closed;
}
