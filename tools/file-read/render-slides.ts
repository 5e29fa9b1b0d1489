import { readRelations } from './office-relations';
import { child, descendants, parseXml, relationId, type XmlElement } from './xml-tree';
import { ZipArchive } from './zip-archive';

/** The text of a presentation in the order of its slides: titles, paragraphs, tables, speaker notes. */
export async function renderSlides(bytes: Buffer, label: string): Promise<string> {
  const archive = await ZipArchive.open(bytes, label);
  await archive.verify();
  const slides = await slideParts(archive);
  const rendered: string[] = [`Presentation of ${slides.length} ${slides.length === 1 ? 'slide' : 'slides'}`];
  for (const [index, name] of slides.entries()) {
    const slide = parseXml((await archive.readPart(name)) ?? '');
    const hidden = child(slide, 'sld')?.attributes.show === '0' ? ' (hidden)' : '';
    const notes = await notesOf(archive, name);
    const lines = [`## Slide ${index + 1}${hidden}`, ...shapeLines(slide)];
    rendered.push([...lines, ...(notes.length > 0 ? ['Notes:', ...notes] : [])].join('\n'));
  }
  return rendered.join('\n\n');
}

async function slideParts(archive: ZipArchive): Promise<string[]> {
  const presentation = parseXml((await archive.readPart('ppt/presentation.xml')) ?? '');
  const targets = await readRelations(archive, 'ppt/presentation.xml');
  return descendants(presentation, 'sldId').flatMap(({ attributes }) => {
    const target = targets.get(relationId(attributes))?.target;
    return target === undefined ? [] : [target];
  });
}

async function notesOf(archive: ZipArchive, slide: string): Promise<string[]> {
  const found = [...(await readRelations(archive, slide)).values()].find(({ type }) =>
    type.endsWith('/notesSlide'),
  );
  const xml = found && (await archive.readPart(found.target));
  if (!xml) return [];
  const bodies = descendants(parseXml(xml), 'sp').filter((shape) =>
    descendants(shape, 'ph').some(({ attributes }) => attributes.type === 'body'),
  );
  return bodies.flatMap(paragraphs);
}

/** Shapes in the order of the file, groups opened; a picture is named by its description. */
function shapeLines(root: XmlElement): string[] {
  return root.children.flatMap((element): string[] => {
    switch (element.name) {
      case 'sp':
        return paragraphs(element).map((text) => (isTitle(element) ? `# ${text}` : text));
      case 'tbl':
        return descendants(element, 'tr').map((row) => {
          const cells = descendants(row, 'tc').map((cell) => paragraphs(cell).join(' '));
          return `| ${cells.join(' | ')} |`;
        });
      case 'pic': {
        const description = descendants(element, 'cNvPr')[0]?.attributes.descr;
        return [description ? `[image: ${description}]` : '[image]'];
      }
      default:
        return shapeLines(element);
    }
  });
}

function isTitle(shape: XmlElement): boolean {
  return descendants(shape, 'ph').some(({ attributes }) => /^(ctrTitle|title)$/.test(attributes.type ?? ''));
}

function paragraphs(element: XmlElement): string[] {
  return descendants(element, 'p')
    .map((paragraph) => runs(paragraph).trim())
    .filter((text) => text !== '');
}

function runs(paragraph: XmlElement): string {
  return paragraph.children
    .map((part) => {
      if (part.name === 'br') return ' ';
      return part.name === 't' ? part.text : runs(part);
    })
    .join('');
}
