/** Artefacts nest little; deeper text is an attack on the reader's stack. */
const MAX_DEPTH = 64;

export interface JsonFault {
  readonly code: 'TOO_DEEP' | 'DUPLICATE_KEY';
  readonly detail: string;
}

interface Level {
  /** Keys seen in an object; null in a list. */
  readonly keys: Set<string> | null;
  /** The next string is a key. */
  isKeyNext: boolean;
}

/**
 * What JSON.parse would hide or die of: a key that stands twice in one object (parsers keep the last), or nesting that
 * exhausts the stack. Runs before parsing, without recursion; null when neither is there. Malformed text is left to
 * the parser.
 */
export function findJsonFault(text: string): JsonFault | null {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const level = levels.at(-1);
    switch (text[at]) {
      case '{':
      case '[':
        if (levels.length === MAX_DEPTH)
          return { code: 'TOO_DEEP', detail: `nested deeper than ${MAX_DEPTH} at character ${at + 1}` };
        levels.push({ keys: text[at] === '{' ? new Set() : null, isKeyNext: text[at] === '{' });
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (level !== undefined) level.isKeyNext = level.keys !== null;
        break;
      case ':':
        if (level !== undefined) level.isKeyNext = false;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (level?.isKeyNext === true && level.keys !== null) {
          const key = readKey(text.slice(at, end + 1));
          if (key !== null && level.keys.has(key))
            return { code: 'DUPLICATE_KEY', detail: `key "${key.slice(0, 80)}" stands twice in one object` };
          if (key !== null) level.keys.add(key);
        }
        at = end;
        break;
      }
      default:
    }
  }
  return null;
}

/** Index of the closing quote, or of the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** The key a literal means, so that "a" and "\u0061" are the same; null when the literal is malformed (the parser says so). */
function readKey(literal: string): string | null {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return null;
  }
}
