import { describe, expect, it } from 'vitest';
import { breakLines, choosePaint, colourPaint, cutTo, plainPaint, widthOf } from './paint.ts';

describe('breakLines', () => {
  it('breaks at spaces, keeps long words whole and leaves no space at an end', () => {
    expect(breakLines('one two  three', 8)).toEqual(['one two', 'three']);
    expect(breakLines('a 0123456789 b', 4)).toEqual(['a', '0123456789', 'b']);
  });
});

describe('cutTo', () => {
  it('cuts styled text by what is seen of it', () => {
    expect(cutTo(colourPaint.bad('abcdef'), 6)).toBe(colourPaint.bad('abcdef'));
    expect(cutTo(colourPaint.bad('abcdef'), 4)).toBe('abc…');
    expect(widthOf(cutTo('abcdef', 4))).toBe(4);
  });
});

describe('choosePaint', () => {
  it('colours only a terminal, and only unless NO_COLOR is set', () => {
    expect(choosePaint(true, {})).toBe(colourPaint);
    expect(choosePaint(true, { NO_COLOR: '' })).toBe(colourPaint);
    expect(choosePaint(true, { NO_COLOR: '1' })).toBe(plainPaint);
    expect(choosePaint(false, {})).toBe(plainPaint);
  });
});
