import { parseHTML } from 'linkedom';

/** The part of the DOM that we read; the project's types have no browser in them. */
export interface DomNode {
  readonly nodeType: number;
  readonly textContent: string | null;
}
export interface DomElement extends DomNode {
  readonly localName: string;
  readonly childNodes: Iterable<DomNode>;
  readonly children: Iterable<DomElement>;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  remove(): void;
}
export interface DomDocument {
  readonly body: DomElement;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
}

/** A document for any markup, whole or in pieces; linkedom builds a body only where the markup has one. */
export function parseDom(html: string): DomDocument {
  const whole = /<(body|frameset)[\s>]/i.test(html)
    ? html
    : `<!doctype html><html><head></head><body>${html}</body></html>`;
  return parseHTML(whole).document as DomDocument;
}
