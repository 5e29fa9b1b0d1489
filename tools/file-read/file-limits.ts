const MEGABYTE = 1024 * 1024;

/** Largest file, and largest member of an archive once unpacked. */
export const MAX_FILE_BYTES = 64 * MEGABYTE;
/** What all members of one Office file may come to. */
export const MAX_ARCHIVE_BYTES = 192 * MEGABYTE;
export const MAX_ARCHIVE_ENTRIES = 20_000;
/** Archives inside of archives. */
export const MAX_NESTING = 4;

/** `1.5 MB`, for people. */
export function showBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < MEGABYTE ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
