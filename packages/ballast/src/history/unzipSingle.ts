import { crc32, inflateRawSync } from 'node:zlib';
import { FileRefused } from './fileRefused.ts';

/*
 * Zip archives as exchanges publish them: one table in each. The central directory is read, not the local headers,
 * because only it always holds the sizes (APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.3.16). Zip64, encryption and
 * methods other than stored and deflated are refused.
 */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;

export const isZip = (bytes: Buffer): boolean => bytes.length >= END_BYTES && bytes.readUInt32LE(0) === LOCAL;

/** The one file of a zip archive. Throws FileRefused for a damaged archive, or one with several files. */
export function unzipSingle(bytes: Buffer, maxBytes: number): Buffer {
  const end = findEnd(bytes);
  const files = end === null ? 0 : bytes.readUInt16LE(end + 10);
  if (end === null || files === 0) throw damaged('has no directory: cut short');
  if (files > 1) throw damaged(`holds ${files} files; take them out and name the one meant`);
  const entry = bytes.readUInt32LE(end + 16);
  if (entry + 46 > bytes.length || bytes.readUInt32LE(entry) !== CENTRAL) throw damaged('has a damaged directory');
  const [flags, method] = [bytes.readUInt16LE(entry + 8), bytes.readUInt16LE(entry + 10)];
  const [checksum, packedSize, size] = [16, 20, 24].map((at) => bytes.readUInt32LE(entry + at)) as [
    number,
    number,
    number,
  ];
  const local = bytes.readUInt32LE(entry + 42);
  if ((flags & 1) === 1) throw damaged('is encrypted');
  if (method !== 0 && method !== 8) throw damaged(`is packed by method ${method}; only 0 and 8 are read`);
  if (size > maxBytes)
    throw new FileRefused('HISTORY_TOO_LARGE', `the file holds more than ${maxBytes} bytes; split it`);
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL) throw damaged('has a damaged header');
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(start, start + packedSize);
  const file = method === 0 ? packed : inflate(packed, maxBytes);
  if (file.length !== size || crc32(file) !== checksum) throw damaged('does not match its own checksum');
  return file;
}

const damaged = (why: string): FileRefused => new FileRefused('HISTORY_DAMAGED_ZIP', `the zip archive ${why}`);

function findEnd(bytes: Buffer): number | null {
  const lowest = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= lowest; at -= 1) if (bytes.readUInt32LE(at) === END) return at;
  return null;
}

function inflate(packed: Buffer, maxBytes: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: maxBytes });
  } catch {
    throw damaged('is damaged');
  }
}
