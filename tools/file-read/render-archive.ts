import { showBytes } from './file-limits';
import type { ZipArchive } from './zip-archive';

/** The files of an archive with their sizes, and how to read one. */
export function renderArchive(archive: ZipArchive, label: string): string {
  const members = archive.members();
  const lines = members.map(
    ({ name, bytes, encrypted }) => `- ${name} (${showBytes(bytes)}${encrypted ? ', encrypted' : ''})`,
  );
  const example = members[0] ? `\n\nRead one with its path inside: "${label}/${members[0].name}".` : '';
  return `Zip archive of ${members.length} ${members.length === 1 ? 'file' : 'files'}:\n${lines.join('\n')}${example}`;
}
