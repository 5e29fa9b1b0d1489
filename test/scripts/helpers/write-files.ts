import fs from 'node:fs';
import path from 'node:path';

/** Writes an executable file, and the folders above it. */
export function writeProgram(file: string, content: string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content, { mode: 0o755 });
  return file;
}

/** Writes a file, and the folders above it. */
export function writeFile(file: string, content: string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  return file;
}
