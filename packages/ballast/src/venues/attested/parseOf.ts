import type { AttestedSource } from './readAttested.ts';
import { AttestationMalformed, parseAttestation, type AnySigned } from './signAttested.ts';

/** A file as one kind of signed record; null for another kind. A file that is nothing at all is refused where positions are read. */
export function parseOf<Schema extends AnySigned['schema']>(
  source: AttestedSource,
  schema: Schema,
): Extract<AnySigned, { schema: Schema }> | null {
  try {
    const signed = parseAttestation(source.text, source.name);
    return isOf(signed, schema) ? signed : null;
  } catch (error) {
    if (error instanceof AttestationMalformed) return null;
    throw error;
  }
}

const isOf = <Schema extends AnySigned['schema']>(
  signed: AnySigned,
  schema: Schema,
): signed is Extract<AnySigned, { schema: Schema }> => signed.schema === schema;
