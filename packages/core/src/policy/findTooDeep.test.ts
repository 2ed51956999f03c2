import { describe, expect, it } from 'vitest';
import { findTooDeep, MAX_NESTING } from './findTooDeep.ts';

describe('findTooDeep', () => {
  it.each([
    ['brackets', '['.repeat(MAX_NESTING + 1), MAX_NESTING],
    ['braces', '{a: '.repeat(MAX_NESTING + 1), MAX_NESTING * 4],
    ['brackets after text', `key: value\nlist: ${'['.repeat(MAX_NESTING + 1)}`, 17 + MAX_NESTING],
    ['a byte order mark counts as text', `\ufeff${'['.repeat(MAX_NESTING + 1)}`, 1 + MAX_NESTING],
  ])('%s', (_what, text, offset) => {
    expect(findTooDeep(text)).toBe(offset);
  });
  it.each([
    ['dashes', '- '.repeat(200)],
    ['question marks', '? '.repeat(200)],
    ['spaces', `a:\n${' '.repeat(200)}b: 1`],
    ['half a million brackets', '['.repeat(500_000)],
    ['half a million dashes', '- '.repeat(250_000)],
  ])('%s are found, and quickly', (_what, text) => {
    expect(findTooDeep(text)).not.toBeNull();
  });
  it.each([
    ['at the limit', '['.repeat(MAX_NESTING) + ']'.repeat(MAX_NESTING)],
    ['side by side', '[a], '.repeat(10_000)],
    ['in quotes', `name: "${'['.repeat(500)}"`],
    ['in a comment', `# ${'['.repeat(500)}\nname: x # ${'{'.repeat(500)}`],
    ['in a plain scalar', `name: x${'['.repeat(500)}`],
    ['in a block scalar', `text: |\n  ${'['.repeat(500)}\n  ${'- '.repeat(200)}\nname: x`],
    ['in many comments', '# see [1\n'.repeat(500)],
    ['nothing', ''],
  ])('%s nest not at all', (_what, text) => {
    expect(findTooDeep(text)).toBeNull();
  });
});
