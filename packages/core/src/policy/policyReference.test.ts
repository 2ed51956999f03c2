import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema, type JsonSchema } from './jsonSchema.ts';
import { policyFields } from './policyFields.ts';
import { policyReference } from './policyReference.ts';

const file = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8');
const valid: unknown = parse(file('test/corpus/policies/valid.yaml'), { schema: 'failsafe' });
const fields = policyFields();
const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

describe('the pages are those of the schema (else run scripts/write-docs.mjs)', () => {
  it('docs/reference/policy.md', () => {
    expect(file('docs/reference/policy.md')).toBe(policyReference());
  });
  it('docs/reference/policy.schema.json', () => {
    expect(file('docs/reference/policy.schema.json')).toBe(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
  });
});

describe('policyFields', () => {
  it('every field has a meaning, a unit and somebody who enforces it, and stands once', () => {
    for (const field of fields) {
      expect([field.path, field.meaning !== '', field.unit !== '']).toEqual([field.path, true, true]);
      expect(['chain', 'engine']).toContain(field.enforcedBy);
    }
    expect(new Set(fields.map((field) => field.path)).size).toBe(fields.length);
  });
  it('knows every key that a real policy writes', () => {
    const paths = new Set(fields.map((field) => field.path));
    const walk = (value: unknown, path: string): string[] => {
      if (Array.isArray(value)) return value.flatMap((item) => walk(item, `${path}[]`));
      if (isMapping(value))
        return Object.entries(value).flatMap(([key, item]) => walk(item, path === '' ? key : `${path}.${key}`));
      return [path];
    };
    expect([...new Set(walk(valid, ''))].filter((path) => !paths.has(path))).toEqual([]);
  });
  it('says what must be given, what it defaults to and which kinds have it', () => {
    const of = (path: string) => fields.find((field) => field.path === path);
    expect(of('limits.minTrade')).toMatchObject({ fallback: '1000', enforcedBy: 'engine', unit: 'numeraire' });
    expect(of('limits.lossPerDay')).toMatchObject({ fallback: null, enforcedBy: 'chain' });
    expect(of('assets[].depegThreshold')).toMatchObject({ fallback: '', enforcedBy: 'chain' });
    expect(of('assets[].deployments[].address')?.fallback).toBeNull();
    expect(of('liabilities[].owed')?.kinds).toEqual(['par']);
    expect(of('liabilities[].unitsPerToken')?.kinds).toEqual(['indexed']);
    expect(of('liabilities[].collateralAssets[]')?.kinds).toEqual(['cdp']);
    expect(of('liabilities[].token')?.kinds).toEqual([]);
    expect(of('liabilities[].kind')?.unit).toBe('par · indexed · cdp');
  });
});

describe('jsonSchema', () => {
  /** Enough of draft 2020-12 to say whether a document fits: what this schema uses, and nothing it does not. */
  const fits = (schema: JsonSchema, value: unknown): boolean => {
    const known = [
      '$schema',
      'title',
      'description',
      'default',
      'examples',
      'x-unit',
      'x-enforcedBy',
      'type',
      'pattern',
      'enum',
      'const',
      'properties',
      'required',
      'additionalProperties',
      'items',
      'minItems',
      'maxItems',
      'oneOf',
    ];
    const odd = Object.keys(schema).filter((key) => !known.includes(key));
    if (odd.length > 0) throw new TypeError(`unknown keyword ${odd.join(', ')}`);
    const { type, pattern, properties, required, items, minItems, maxItems, oneOf } = schema;
    if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return false;
    if (schema['const'] !== undefined && schema['const'] !== value) return false;
    if (Array.isArray(oneOf)) return oneOf.filter((item) => fits(item, value)).length === 1;
    if (typeof pattern === 'string' && typeof value === 'string' && !new RegExp(pattern).test(value)) return false;
    const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
    const name = Array.isArray(value) ? 'array' : isMapping(value) ? 'object' : typeof value;
    if (types.length > 0 && !types.includes(name)) return false;
    if (Array.isArray(value))
      return (
        value.length >= Number(minItems ?? 0) &&
        value.length <= Number(maxItems ?? Infinity) &&
        value.every((item) => isMapping(items) && fits(items, item))
      );
    if (!isMapping(value)) return true;
    const shape = isMapping(properties) ? properties : {};
    const needs = Array.isArray(required) ? required.map(String) : [];
    return (
      schema['additionalProperties'] === false &&
      needs.every((key) => key in value) &&
      Object.entries(value).every(([key, item]) => {
        const part = shape[key];
        return isMapping(part) && fits(part, item);
      })
    );
  };

  it('is draft 2020-12 and takes a policy as an editor reads it, numbers and flags unquoted', () => {
    const schema = jsonSchema();
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(fits(schema, valid)).toBe(true);
    expect(fits(schema, parse(file('test/corpus/policies/valid.yaml')))).toBe(true);
  });
  it('refuses an unknown key, a missing one, and a word that is not allowed', () => {
    const schema = jsonSchema();
    const document = isMapping(valid) ? valid : {};
    expect(fits(schema, { ...document, packs: [] })).toBe(false);
    const { levels: _levels, ...rest } = document;
    expect(fits(schema, rest)).toBe(false);
    expect(fits(schema, { ...document, waterfall: ['nobody'] })).toBe(false);
    expect(fits(schema, { ...document, version: 3 })).toBe(false);
  });
});
