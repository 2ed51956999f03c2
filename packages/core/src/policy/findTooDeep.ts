import { Lexer } from 'yaml';

/** Deeper than this no policy nests. */
export const MAX_NESTING = 60;
/** Leading columns of a line: indentation, dashes and question marks. */
const MAX_MARGIN = 160;

/** Marks the lexer adds to the text: a document begins, the next token is a scalar, a flow ends in error. */
const MARKS = new Set(['\u0002', '\u001f', '\u0018']);
const SCALAR = '\u001f';

/**
 * Where a YAML text first nests deeper than any policy, as an offset; null when it does not. YAML parsers
 * recurse, and a nesting bomb takes the whole process down with them, so this reads tokens alone, without
 * recursion, before anything parses the text. Pure.
 */
export function findTooDeep(text: string): number | null {
  let [offset, depth, margin] = [0, 0, 0];
  let [isMargin, isScalar] = [true, false];
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) {
      isScalar = token === SCALAR;
      continue;
    }
    if (!isScalar) {
      if (token === '[' || token === '{') depth += 1;
      if (token === ']' || token === '}') depth -= 1;
    }
    const startsMargin = isMargin && !isScalar && /^[ \t?-]+$/.test(token);
    margin = startsMargin ? margin + token.length : 0;
    if (depth > MAX_NESTING || margin > MAX_MARGIN) return offset;
    isMargin = startsMargin || token.endsWith('\n');
    isScalar = false;
    offset += token.length;
  }
  return null;
}
