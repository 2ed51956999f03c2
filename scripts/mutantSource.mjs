// Writes a source with all its mutants in it, each behind its switch.
import { all, range } from './solidityTree.mjs';

const FIRST_SWITCH = 0xba110000;

/** The coinbase that switches mutant `id` on. */
export function switchAddress(id) {
  return `0x${(FIRST_SWITCH + id).toString(16).padStart(40, '0')}`;
}

/** The expression that is true while mutant `id` is on. */
export const isOn = (id) => `block.coinbase == address(uint160(${FIRST_SWITCH + id}))`;

/**
 * The text of a range with the edits inside it. Edits nest or stand apart; the outer one opens first.
 * @param edits `{ start, end }` and one of `variants`, expressions to choose from; `open` and `close`, put around;
 * `replace`; `twin`, a modifier to write again with a switch
 */
export function render(text, edits, from, to) {
  const marks = [];
  for (const edit of edits) {
    if (edit.start < from || edit.end > to) continue;
    if (edit.replace !== undefined || edit.twin) {
      const put = edit.twin ? twinOf(text, edits, edit.twin) : edit.replace;
      marks.push({ at: edit.start, order: 0, skip: edit.end - edit.start, put });
      continue;
    }
    const [open, close] = edit.variants ? [`(${edit.variants.join('')}(`, '))'] : [edit.open, edit.close];
    marks.push({ at: edit.start, order: 1e9 - edit.end, put: open, skip: 0 });
    marks.push({ at: edit.end, order: -1 - edit.start, put: close, skip: 0 });
  }
  marks.sort((a, b) => a.at - b.at || a.order - b.order);
  let out = '';
  let at = from;
  for (const mark of marks) {
    out += text.slice(at, mark.at) + mark.put;
    at = mark.at + mark.skip;
  }
  return out + text.slice(at, to);
}

function twinOf(text, edits, { id, node }) {
  const [start, end] = range(node.body);
  const body = render(text, edits, start + 1, end - 1);
  const head = text.slice(range(node)[0], start).replace(node.name, `${node.name}__off${id}`);
  const last = node.body.statements.at(-1);
  if (last.nodeType === 'PlaceholderStatement' && all(node.body, 'PlaceholderStatement').length === 1) {
    return `\n${head}{ if (!(${isOn(id)})) { ${render(text, edits, start + 1, range(last)[0])} } _; }`;
  }
  return `\n${head}{ if (${isOn(id)}) { _; } else { ${body} } }`;
}
