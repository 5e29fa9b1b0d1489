import { posix } from 'node:path';
import { descendants, parseXml } from './xml-tree';
import type { ZipArchive } from './zip-archive';

export interface Relation {
  /** Name of the part in the archive. */
  target: string;
  /** Address of the type; its last name says what the part is. */
  type: string;
}

/** The parts that a part of an Office file refers to, by id (ECMA-376 part 2, 9.3). */
export async function readRelations(archive: ZipArchive, part: string): Promise<Map<string, Relation>> {
  const folder = posix.dirname(part);
  const xml = await archive.readPart(posix.join(folder, '_rels', `${posix.basename(part)}.rels`));
  const found = xml === undefined ? [] : descendants(parseXml(xml), 'Relationship');
  return new Map(
    found.map(({ attributes: { Id = '', Target = '', Type = '' } }) => [
      Id,
      { target: Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target), type: Type },
    ]),
  );
}
