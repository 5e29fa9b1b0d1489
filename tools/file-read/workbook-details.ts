import { fillsByStyle } from './cell-fills';
import { readRelations } from './office-relations';
import { scanSheet, type SheetScan } from './scan-sheet';
import { descendants, parseXml, relationId, type XmlElement } from './xml-tree';
import type { ZipArchive } from './zip-archive';

export interface SheetDetails extends SheetScan {
  name: string;
  hidden: boolean;
  comments: string[];
}

/**
 * What the value reader does not tell about a workbook: fill colours, formulas, merged cells, comments,
 * hidden sheets. Sheets come in the order of the workbook, as the value reader gives them.
 */
export async function readWorkbookDetails(archive: ZipArchive): Promise<SheetDetails[]> {
  const workbook = await part(archive, 'xl/workbook.xml');
  const relations = await readRelations(archive, 'xl/workbook.xml');
  const styles = await part(archive, 'xl/styles.xml');
  const theme = await part(archive, 'xl/theme/theme1.xml');
  const fills = styles ? fillsByStyle(styles, theme) : [];
  const details: SheetDetails[] = [];
  for (const { attributes } of workbook ? descendants(workbook, 'sheet') : []) {
    const target = relations.get(relationId(attributes))?.target;
    const sheet = target === undefined ? undefined : await archive.readPart(target);
    details.push({
      name: attributes.name ?? '',
      hidden: attributes.state === 'hidden' || attributes.state === 'veryHidden',
      ...scanSheet(sheet ?? '', (style) => fills[style]),
      comments: target === undefined ? [] : await commentsOf(archive, target),
    });
  }
  return details;
}

/** Comments by cell, `B2: counted twice`. */
async function commentsOf(archive: ZipArchive, sheetPart: string): Promise<string[]> {
  const relations = [...(await readRelations(archive, sheetPart)).values()];
  const target = relations.find(({ type }) => type.endsWith('/comments'))?.target;
  const comments = target === undefined ? undefined : await part(archive, target);
  return (comments ? descendants(comments, 'comment') : []).map((comment) => {
    const text = descendants(comment, 't').map((run) => run.text);
    return `${comment.attributes.ref ?? ''}: ${text.join('').trim()}`;
  });
}

async function part(archive: ZipArchive, name: string): Promise<XmlElement | undefined> {
  const xml = await archive.readPart(name);
  return xml === undefined ? undefined : parseXml(xml);
}
