// Solidity syntax trees from the npm compiler. Texts are handled as latin1, whose characters are the bytes trees count.
import { createRequire } from 'node:module';

/** Syntax trees by source name. */
export function parse(files, read) {
  const solc = createRequire(import.meta.url)('solc');
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(files.map((file) => [file, { content: read(file).toString('utf8') }])),
    settings: { outputSelection: { '*': { '': ['ast'] } } },
  };
  const contents = (name) => ({ contents: read(name).toString('utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: contents }));
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new SyntaxError(errors.map((error) => error.formattedMessage).join('\n'));
  return Object.fromEntries(Object.entries(output.sources).map(([name, { ast }]) => [name, ast]));
}

/** First and last offset of a node. */
export const range = ({ src }) => {
  const [start, length] = src.split(':').map(Number);
  return [start, start + length];
};

/** The nodes directly inside a node, as they stand in the source. */
export function children(node) {
  const nodes = Object.values(node).flat();
  return nodes
    .filter((child) => child !== null && typeof child === 'object' && child.nodeType !== undefined)
    .toSorted((a, b) => range(a)[0] - range(b)[0]);
}

/** Every node of one type in a tree. */
export function all(node, type) {
  return [...(node.nodeType === type ? [node] : []), ...children(node).flatMap((child) => all(child, type))];
}
