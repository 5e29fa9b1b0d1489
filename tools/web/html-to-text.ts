import { Readability } from '@mozilla/readability';
import { domToText } from './dom-to-text';
import { parseDom, type DomDocument, type DomElement } from './parse-dom';

export interface HtmlText {
  title: string;
  byline?: string;
  published?: string;
  text: string;
}

type ReadabilityDocument = ConstructorParameters<typeof Readability>[0];

/** An article shorter than this share of the page's own text is a wrong guess: listings, tables, references. */
const MIN_ARTICLE_SHARE = 0.3;
/**
 * Readability's time grows with the square of the elements (4.6 s at 60,000); larger pages go without. Its own
 * `maxElemsToParse` sees none: linkedom answers getElementsByTagName('*') with an empty list.
 */
const MAX_ARTICLE_ELEMENTS = 30_000;
/** Deeper trees are nobody's page, and overflow the stack of every walk. */
const MAX_DEPTH = 1_000;
/** What stands around the text of a page; not `form`, in which some servers put the whole page. */
const FURNITURE = 'script,style,noscript,template,svg,iframe,nav,footer,aside,button,select,textarea,dialog';

/**
 * The readable text of a page, as light Markdown with absolute links: the article that Readability finds, or the whole
 * body without its furniture where the article would leave most of it out. Throws RangeError for trees deeper than
 * 1,000 elements. Synchronous and slow on large pages: run it in a worker.
 */
export function htmlToText(html: string, url: string): HtmlText {
  const document = parseDom(html);
  const { elements, depth } = measure(document.body);
  if (depth > MAX_DEPTH) throw new RangeError(`more than ${MAX_DEPTH} elements deep`);
  const base = baseUrl(document, url);
  const title = clean(document.querySelector('title')?.textContent);
  const article = elements > MAX_ARTICLE_ELEMENTS ? null : readArticle(parseDom(html));
  for (const element of [...document.querySelectorAll(FURNITURE)]) element.remove();
  const whole = domToText(document.body, base);
  const articleText = article?.content ? domToText(parseDom(article.content).body, base) : '';
  const text = articleText.length >= whole.length * MIN_ARTICLE_SHARE ? articleText : whole;
  const byline = clean(article?.byline);
  const published = clean(article?.publishedTime);
  return {
    title: clean(article?.title) || title,
    ...(byline ? { byline } : {}),
    ...(published ? { published } : {}),
    text,
  };
}

function readArticle(document: DomDocument): ReturnType<Readability['parse']> {
  try {
    return new Readability(document as ReadabilityDocument, {
      charThreshold: 200,
      keepClasses: false,
    }).parse();
  } catch {
    // Readability trips over some broken pages; the whole body is still there.
    return null;
  }
}

/** Elements in a tree and its depth, level by level; as deep as the first level that is too deep. */
function measure(root: DomElement): { elements: number; depth: number } {
  let level = [root];
  let elements = 0;
  let depth = 0;
  for (; level.length > 0 && depth <= MAX_DEPTH; depth += 1) {
    elements += level.length;
    level = level.flatMap((element) => [...element.children]);
  }
  return { elements, depth };
}

function baseUrl(document: DomDocument, url: string): string {
  const href = document.querySelector('base[href]')?.getAttribute('href');
  return href && URL.canParse(href, url) ? new URL(href, url).href : url;
}

const clean = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
