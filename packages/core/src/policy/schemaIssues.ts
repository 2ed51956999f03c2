import type { z } from 'zod';
import { policyFields, type PolicyField } from './policyFields.ts';
import type { PolicyIssue } from './policyInvalid.ts';
import type { ReadDocument } from './readYaml.ts';

/** Unknown keys named at one place; a text of nothing else needs no longer list. */
const MOST_KEYS = 20;

/** Turns what the schema refused into issues with place, expectation and remedy. Pure. */
export function schemaIssues(error: z.ZodError, document: ReadDocument): PolicyIssue[] {
  const fields = policyFields();
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.slice(0, MOST_KEYS).map((key) => unknownKey([...path, key], document, fields));
    if (!document.has(path)) return [missingKey(path, document, fields)];
    return [badValue(issue, path, document)];
  });
}

const shorten = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 59)}…`);
const textOf = (path: readonly string[]): string => path.join('.');
/** The same path as the reference writes it: list positions become `[]`. */
const patternOf = (path: readonly string[]): string =>
  path.reduce((text, step) => (/^\d+$/.test(step) ? `${text}[]` : text === '' ? step : `${text}.${step}`), '');

function unknownKey(path: readonly string[], document: ReadDocument, fields: readonly PolicyField[]): PolicyIssue {
  const key = path.at(-1) ?? '';
  const parent = patternOf(path.slice(0, -1));
  const start = parent === '' ? '' : `${parent}.`;
  const inside = fields.filter((field) => field.path.startsWith(start)).map((field) => field.path.slice(start.length));
  const allowed = [...new Set(inside.map((rest) => rest.split(/[.[]/)[0] ?? ''))].filter((name) => name !== '');
  const [nearest] = allowed
    .map((name) => ({ name, distance: editDistance(name.toLowerCase(), shorten(key).toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  const hint = nearest === undefined ? '' : `did you mean "${nearest.name}"? `;
  return {
    ...document.keyPlaceOf(path),
    code: 'POLICY_UNKNOWN_KEY',
    path: textOf(path),
    message: `unknown key "${shorten(key)}"`,
    remedy: `${hint}allowed here: ${allowed.join(', ')}`,
  };
}

function missingKey(path: readonly string[], document: ReadDocument, fields: readonly PolicyField[]): PolicyIssue {
  const key = path.at(-1) ?? '';
  const pattern = patternOf(path);
  const field = fields.find((item) => item.path === pattern);
  const meaning = field === undefined ? '' : `: ${field.meaning}`;
  const sample =
    field === undefined ? `${key}:` : `${key}: ${field.example === '' ? `<${field.unit}>` : field.example}`;
  return {
    ...document.placeOf(path),
    code: 'POLICY_MISSING_KEY',
    path: textOf(path),
    message: `"${key}" is missing${meaning}`,
    remedy: `add "${sample}"`,
  };
}

function badValue(issue: z.core.$ZodIssue, path: readonly string[], document: ReadDocument): PolicyIssue {
  const params: Record<string, unknown> = issue.code === 'custom' ? (issue.params ?? {}) : {};
  const code = typeof params['code'] === 'string' ? params['code'] : 'POLICY_BAD_VALUE';
  const found = typeof params['found'] === 'string' ? ` (found "${shorten(params['found'])}")` : '';
  const example = typeof params['example'] === 'string' ? `, for example ${params['example']}` : '';
  const message = expectationOf(issue);
  return {
    ...document.placeOf(path),
    code,
    path: textOf(path),
    message: `${message}${found}`,
    remedy: message.startsWith('expected')
      ? `write ${message.slice('expected '.length)}${example}`
      : 'compare it with its source',
  };
}

const SHAPES: Readonly<Record<string, string>> = {
  object: 'a mapping of keys',
  array: 'a list',
  string: 'a plain value',
};

function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${SHAPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(' or ')}`;
    case 'invalid_union':
      return 'expected a kind this list knows: par, indexed or cdp';
    case 'too_small':
      return `expected at least ${issue.minimum} entr${Number(issue.minimum) === 1 ? 'y' : 'ies'}`;
    case 'too_big':
      return `expected at most ${issue.maximum} entries`;
    default:
      return issue.message;
  }
}

/** Fewest single-letter changes from one word to another (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_item, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
