import { describe, expect, it } from 'vitest';
import { ZIP_OF_KLINES, ZIP_OF_TWO } from './containers.fixture.ts';
import { unpack } from './readBytes.ts';

const zip = Buffer.from(ZIP_OF_KLINES, 'base64');
const code = (bytes: Buffer, maxBytes = 10_000): string => {
  try {
    return unpack(bytes, maxBytes).toString('utf8').slice(0, 13);
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const changed = (at: number, byte: number): Buffer => {
  const copy = Buffer.from(zip);
  copy[at] = byte;
  return copy;
};

describe('unpack', () => {
  it('reads the one file of a zip that Python 3 wrote', () => {
    expect(code(zip)).toBe('1672531200000');
    expect(unpack(zip, 10_000).toString('utf8').trimEnd().split('\n')).toHaveLength(4);
  });
  it.each([
    ['two files', Buffer.from(ZIP_OF_TWO, 'base64'), 10_000, 'HISTORY_DAMAGED_ZIP'],
    ['cut short', zip.subarray(0, 150), 10_000, 'HISTORY_DAMAGED_ZIP'],
    ['a flipped byte in the data', changed(70, 0xff), 10_000, 'HISTORY_DAMAGED_ZIP'],
    [
      'a method not read',
      changed(zip.lastIndexOf('PK\u0001\u0002', undefined, 'latin1') + 10, 12),
      10_000,
      'HISTORY_DAMAGED_ZIP',
    ],
    [
      'encrypted',
      changed(zip.lastIndexOf('PK\u0001\u0002', undefined, 'latin1') + 8, 1),
      10_000,
      'HISTORY_DAMAGED_ZIP',
    ],
    ['larger than allowed', zip, 100, 'HISTORY_TOO_LARGE'],
  ])('refuses a zip: %s', (_name, bytes, maxBytes, expected) => {
    expect(code(bytes, maxBytes)).toBe(expected);
  });
  it('leaves what is not packed as it is', () => {
    expect(code(Buffer.from('date,close\n'))).toBe('date,close\n');
  });
});
