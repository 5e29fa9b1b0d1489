import { Readability } from '@mozilla/readability';
import { domToText } from './dom-to-text';
import { parseDom, type DomDocument } from './parse-dom';

export interface HtmlText {
  title: string;
  byline?: string;
  published?: string;
  text: string;
}

type ReadabilityDocument = ConstructorParameters<typeof Readability>[0];

/** An article shorter than this share of the page's own text is a wrong guess: listings, tables, references. */
const MIN_ARTICLE_SHARE = 0.3;
/** What stands around the text of a page. */
const FURNITURE = 'script,style,noscript,template,svg,iframe,nav,footer,header,aside,form,button,dialog';

/**
 * The readable text of a page, as light Markdown with absolute links: the article that Readability finds, or the whole
 * body without its furniture where the article would leave most of it out. Synchronous and slow on large pages: run
 * it in a worker.
 */
export function htmlToText(html: string, url: string): HtmlText {
  const document = parseDom(html);
  const base = baseUrl(document, url);
  const title = clean(document.querySelector('title')?.textContent);
  const article = readArticle(parseDom(html));
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

function baseUrl(document: DomDocument, url: string): string {
  const href = document.querySelector('base[href]')?.getAttribute('href');
  return href && URL.canParse(href, url) ? new URL(href, url).href : url;
}

const clean = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
