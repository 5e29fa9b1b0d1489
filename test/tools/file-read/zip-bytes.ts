import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipInput {
  name: string;
  data: Buffer;
  /** Sets the flag of an encrypted member. */
  encrypted?: boolean;
  /** Size that the headers claim, where it is a lie. */
  claimedBytes?: number;
}

/** The bytes of a Zip archive (APPNOTE 4.3), so that tests can make what no program would write. */
export function zipBytes(inputs: ZipInput[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const input of inputs) {
    const packed = deflateRawSync(input.data, { level: 9 });
    const local = Buffer.concat([header(input, packed, undefined), Buffer.from(input.name), packed]);
    central.push(Buffer.concat([header(input, packed, offset), Buffer.from(input.name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(inputs.length, 8);
  end.writeUInt16LE(inputs.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A local header, or with an offset the entry of the central directory. */
function header(input: ZipInput, packed: Buffer, offset: number | undefined): Buffer {
  const isCentral = offset !== undefined;
  const bytes = Buffer.alloc(isCentral ? 46 : 30);
  const at = isCentral ? 6 : 4;
  bytes.writeUInt32LE(isCentral ? 0x02014b50 : 0x04034b50, 0);
  bytes.writeUInt16LE(20, at);
  bytes.writeUInt16LE(input.encrypted ? 1 : 0, at + 2);
  bytes.writeUInt16LE(8, at + 4);
  bytes.writeUInt32LE(0x58610000, at + 6);
  bytes.writeUInt32LE(crc32(input.data), at + 10);
  bytes.writeUInt32LE(packed.length, at + 14);
  bytes.writeUInt32LE(input.claimedBytes ?? input.data.length, at + 18);
  bytes.writeUInt16LE(Buffer.byteLength(input.name), at + 22);
  if (isCentral) bytes.writeUInt32LE(offset, 42);
  return bytes;
}
