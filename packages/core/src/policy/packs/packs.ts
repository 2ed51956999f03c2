import { BallastError } from '../../units/error.ts';
import { BASEL } from './basel.ts';
import { BOE } from './boe.ts';
import { GENIUS } from './genius.ts';
import { MAS } from './mas.ts';
import { MICA, MICA_SIGNIFICANT } from './mica.ts';
import { NYDFS } from './nydfs.ts';
import type { Pack } from './pack.ts';
import { FDIC, FED, OCC } from './usProposals.ts';

export class PackUnknown extends BallastError {
  constructor(id: string) {
    super({
      code: 'POLICY_PACK_UNKNOWN',
      message: `no policy pack is called "${id}"`,
      remedy: `one of ${PACKS.map((pack) => pack.id).join(', ')}`,
      retryable: false,
    });
  }
}

/** Every pack, by region. They state rules for information; none of them is legal advice. */
export const PACKS: readonly Pack[] = [GENIUS, OCC, FDIC, FED, NYDFS, MICA, MICA_SIGNIFICANT, BOE, MAS, BASEL];

/** The pack of that id, in any case. Pure; throws PackUnknown. */
export function packOf(id: string): Pack {
  const found = PACKS.find((pack) => pack.id === id.toLowerCase());
  if (found === undefined) throw new PackUnknown(id);
  return found;
}
