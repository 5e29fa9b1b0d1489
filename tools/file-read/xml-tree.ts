import { XMLParser } from 'fast-xml-parser';

/** An element; its name stands without the namespace's prefix, its attributes with theirs. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Own text, without that of the children. */
  text: string;
}

type OrderedNode = Record<string, unknown>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** A document as a tree whose root is nameless. Throws on markup that is no XML. */
export function parseXml(xml: string): XmlElement {
  return element('', { '': parser.parse(xml) as OrderedNode[] });
}

/** All elements of a name below this one, in document order; not the ones inside of a found one. */
export function descendants(root: XmlElement, name: string): XmlElement[] {
  return root.children.flatMap((child) => (child.name === name ? [child] : descendants(child, name)));
}

export function child(root: XmlElement | undefined, name: string): XmlElement | undefined {
  return root?.children.find((inner) => inner.name === name);
}

function element(name: string, node: OrderedNode): XmlElement {
  const inner = node[name] as OrderedNode[];
  const children: XmlElement[] = [];
  let text = '';
  for (const item of inner) {
    if ('#text' in item) text += String(item['#text']);
    else {
      const tag = Object.keys(item).find((key) => key !== ':@');
      if (tag !== undefined) children.push(element(tag, item));
    }
  }
  return {
    name: name.replace(/^.*:/, ''),
    attributes: (node[':@'] ?? {}) as Record<string, string>,
    children,
    text,
  };
}

/** The id of a relation (`r:id`, whatever the prefix), beside which an element may have an `id` of its own. */
export function relationId(attributes: Record<string, string>): string {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';
}
