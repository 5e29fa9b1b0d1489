import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { messageOf } from '../../contracts/errors';
import { FileReadError } from './file-read-error';
import { MAX_ARCHIVE_BYTES, MAX_ARCHIVE_ENTRIES, MAX_FILE_BYTES, showBytes } from './file-limits';

export interface ZipMember {
  name: string;
  bytes: number;
  encrypted: boolean;
}

/**
 * A Zip archive in memory. Sizes are checked before and while unpacking, so a bomb costs at most the limit.
 * Throws FileReadError `unreadable_file`, `encrypted_file`, `too_large`, `not_found`.
 */
export class ZipArchive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: Map<string, Entry>,
    private readonly label: string,
  ) {}

  static async open(bytes: Buffer, label: string): Promise<ZipArchive> {
    try {
      const zip = await openZip(bytes);
      return new ZipArchive(zip, await readEntries(zip, label), label);
    } catch (error) {
      throw asReadError(error, label);
    }
  }

  /** Files only, in the archive's own order. */
  members(): ZipMember[] {
    return [...this.entries.values()]
      .filter(({ fileName }) => !fileName.endsWith('/'))
      .map((entry) => ({
        name: entry.fileName,
        bytes: entry.uncompressedSize,
        encrypted: entry.isEncrypted(),
      }));
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /**
   * For readers that unpack by themselves: refuses an archive whose members come to more than we would hold, or to
   * something else than their headers say.
   */
  async verify(): Promise<void> {
    const total = this.members().reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > MAX_ARCHIVE_BYTES) throw tooLarge(this.label, total, MAX_ARCHIVE_BYTES);
    for (const entry of this.entries.values()) {
      if (entry.isEncrypted()) throw locked(`${this.label}/${entry.fileName}`);
      try {
        await unpack(this.zip, entry, () => undefined);
      } catch (error) {
        throw asReadError(error, this.label);
      }
    }
  }

  async read(name: string): Promise<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) throw new FileReadError('not_found', `"${this.label}" has no member "${name}".`);
    const label = `${this.label}/${name}`;
    if (entry.isEncrypted()) throw locked(label);
    if (entry.uncompressedSize > MAX_FILE_BYTES) {
      throw tooLarge(label, entry.uncompressedSize, MAX_FILE_BYTES);
    }
    try {
      const chunks: Buffer[] = [];
      await unpack(this.zip, entry, (chunk) => chunks.push(chunk));
      return Buffer.concat(chunks);
    } catch (error) {
      throw asReadError(error, label);
    }
  }

  /** The text of an XML part, or undefined where the archive has none of that name. */
  async readPart(name: string): Promise<string | undefined> {
    return this.has(name) ? (await this.read(name)).toString('utf8') : undefined;
  }
}

function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error) reject(error);
      else resolve(zip);
    });
  });
}

function readEntries(zip: ZipFile, label: string): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size > MAX_ARCHIVE_ENTRIES) {
        reject(new FileReadError('too_large', `"${label}" has more than ${MAX_ARCHIVE_ENTRIES} members.`));
      } else zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', reject);
    zip.readEntry();
  });
}

/** yauzl ends the stream with an error as soon as it holds more than the header promised. */
function unpack(zip: ZipFile, entry: Entry, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      stream.on('data', take);
      stream.once('end', resolve);
      stream.once('error', reject);
    });
  });
}

function locked(label: string): FileReadError {
  return new FileReadError('encrypted_file', `"${label}" is protected by a password and cannot be read.`);
}

function tooLarge(label: string, bytes: number, limit: number): FileReadError {
  return new FileReadError(
    'too_large',
    `"${label}" unpacks to ${showBytes(bytes)}; at most ${showBytes(limit)} can be read.`,
  );
}

function asReadError(error: unknown, label: string): FileReadError {
  if (error instanceof FileReadError) return error;
  const reason = messageOf(error);
  return new FileReadError('unreadable_file', `"${label}" is not a Zip archive that can be read: ${reason}`);
}
