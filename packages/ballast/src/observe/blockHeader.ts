import { BallastError, type Hex, type Seconds } from '@ballast/core';

/** A block header as a node tells it; `fields` keeps every field for the header's own encoding. */
export interface BlockHeader {
  readonly number: number;
  readonly hash: Hex;
  readonly stateRoot: Hex;
  readonly timestampSeconds: Seconds;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class HeaderMalformed extends BallastError {
  constructor(label: string, reason: string) {
    super({
      code: 'OBSERVE_BLOCK_MALFORMED',
      message: `${label}: ${reason}`,
      remedy: 'the endpoint does not give usable blocks; use another',
      retryable: true,
    });
  }
}

const WORD = /^0x[0-9a-f]{64}$/i;
const QUANTITY = /^0x[0-9a-f]{1,13}$/i;

/** Reads a block as eth_getBlockByNumber gives it; null where the node has none. Throws HeaderMalformed. */
export function readHeader(label: string, block: unknown): BlockHeader | null {
  if (block === null) return null;
  if (typeof block !== 'object' || Array.isArray(block)) throw new HeaderMalformed(label, 'a block that is no object');
  const fields = block as Readonly<Record<string, unknown>>;
  return {
    number: quantity(label, fields, 'number'),
    hash: word(label, fields, 'hash'),
    stateRoot: word(label, fields, 'stateRoot'),
    timestampSeconds: quantity(label, fields, 'timestamp'),
    fields,
  };
}

function word(label: string, fields: Readonly<Record<string, unknown>>, name: string): Hex {
  const value = fields[name];
  if (typeof value !== 'string' || !WORD.test(value)) throw new HeaderMalformed(label, `a block without ${name}`);
  return value.toLowerCase() as Hex;
}

function quantity(label: string, fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  if (typeof value !== 'string' || !QUANTITY.test(value))
    throw new HeaderMalformed(label, `a block whose ${name} is ${String(value)}`);
  return Number(value);
}
