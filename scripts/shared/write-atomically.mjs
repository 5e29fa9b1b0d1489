import fs from 'node:fs';

/** A reader sees the old content or the new one, never a part. */
export function writeAtomically(file, content) {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, content);
  fs.renameSync(temporary, file);
}
