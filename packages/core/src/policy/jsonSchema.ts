import { z } from 'zod';
import { policySchema } from './schema.ts';

/** Units whose YAML text may look like a number to an editor. */
const NUMBERS: ReadonlySet<unknown> = new Set([
  'share (%, bps)',
  'ratio (%)',
  'numeraire',
  'numeraire per token',
  'duration',
  'count',
]);

/** Plain JSON; what it holds is told by the draft it names. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * JSON Schema (draft 2020-12) of the policy document as written, for completion in editors. Every field says its
 * meaning, and under x-unit and x-enforcedBy its unit and whether the chain enforces it. Editors take an unquoted
 * 6 or true for a number or a flag, so both spellings are allowed; `loadPolicy` reads the text itself. Pure.
 */
export function jsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(policySchema, {
    io: 'input',
    override: ({ jsonSchema: node }) => describeNode(node),
  });
  return { title: 'Ballast policy', ...schema };
}

function describeNode(node: Record<string, unknown>): void {
  const { unit, enforcedBy, example } = node;
  if (unit === undefined) return;
  delete node['unit'];
  delete node['enforcedBy'];
  delete node['example'];
  node['x-unit'] = unit;
  node['x-enforcedBy'] = enforcedBy;
  if (example !== undefined) node['examples'] = [example];
  if (NUMBERS.has(unit)) node['type'] = ['string', 'number'];
  if (unit === 'true/false') {
    delete node['type'];
    node['enum'] = [true, false, 'true', 'false'];
  }
  if (node['const'] === '1') {
    delete node['type'];
    delete node['const'];
    node['enum'] = ['1', 1];
  }
}
