import { domToText } from '../web/dom-to-text';
import { parseDom } from '../web/parse-dom';

/** The whole text of an HTML file as light Markdown, under its title. */
export function renderPage(html: string): string {
  const document = parseDom(html);
  const title = (document.querySelector('title')?.textContent ?? '').replace(/\s+/g, ' ').trim();
  const text = domToText(document.body, 'file:///');
  return title === '' ? text : `Title: ${title}\n\n${text}`;
}
