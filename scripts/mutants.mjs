// Finds every guard of the contracts in their syntax trees and writes sources that hold all mutants at once: each sits
// behind a switch on the block's coinbase, so that one compile serves all of them and a test run picks one by address.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOn, render } from './mutantSource.mjs';
import { all, children, parse, range } from './solidityTree.mjs';

const SHIFT = { '>': '>=', '>=': '>', '<': '<=', '<=': '<' };
const EQUALITY = { '==': '!=', '!=': '==' };
const CONNECTIVE = { '&&': '||', '||': '&&' };
const SWAP = { min: 'max', max: 'min' };
const ROUNDING = { Ceil: 'Floor', Floor: 'Ceil' };

/**
 * Lists the mutants of some sources and writes the sources that hold them.
 * @param root folder of the project, with foundry's remappings to node_modules
 * @param files source names to mutate, relative to root; what they import is read but not mutated
 * @param read text of a source name, for tests; the file by default
 * @returns mutants `{ id, file, where, kind, before, after, key }` in source order, and `sources`, the texts by name
 */
export function makeMutants(root, files, read = (name) => readSource(root, name)) {
  const trees = parse(files, read);
  const mutants = [];
  const edits = new Map();
  const modifiers = findModifiers(trees);
  const names = new Map();
  for (const file of files) {
    const text = read(file).toString('latin1');
    if (!edits.has(file)) edits.set(file, []);
    visit(trees[file], { file, text, where: '', parents: [], modifiers, edits, add });
    // A switch reads the block, which a pure function may not.
    for (const node of all(trees[file], 'FunctionDefinition')) {
      if (node.stateMutability !== 'pure' || !node.body) continue;
      const [from] = range(node.parameters);
      const at = from + text.slice(from, range(node.body)[0]).search(/\bpure\b/);
      edits.get(file).push({ start: at, end: at + 4, replace: 'view' });
    }
  }
  const sources = {};
  for (const [file, list] of edits) {
    const text = read(file).toString('latin1');
    sources[file] = Buffer.from(render(text, list, 0, text.length), 'latin1');
  }
  return { mutants, sources };

  function add(context, kind, before, after) {
    const clean = (code) => Buffer.from(code, 'latin1').toString('utf8').replace(/\s+/g, ' ').trim();
    const mutant = { file: context.file, where: context.where, kind, before: clean(before), after: clean(after) };
    const base = `${mutant.file} | ${mutant.where} | ${kind} | ${mutant.before} | ${mutant.after}`;
    const seen = (names.get(base) ?? 0) + 1;
    names.set(base, seen);
    mutants.push({ id: mutants.length + 1, ...mutant, key: seen === 1 ? base : `${base} | ${seen}` });
    return mutants.length;
  }
}

function readSource(root, name) {
  return readFileSync(join(root, name.startsWith('@') ? join('node_modules', name) : name));
}

function findModifiers(trees) {
  const found = new Map();
  for (const [file, tree] of Object.entries(trees)) {
    for (const node of all(tree, 'ModifierDefinition')) found.set(node.id, { file, node });
  }
  return found;
}

/** Adds the mutants of one node, then of those inside it. */
function visit(node, context) {
  const inside = { ...context, parents: [node, ...context.parents] };
  if (node.nodeType === 'FunctionDefinition') inside.where = node.name || node.kind;
  if (node.nodeType === 'ModifierDefinition') inside.where = `modifier ${node.name}`;
  if (inside.where !== '') MUTATE[node.nodeType]?.(node, inside);
  for (const child of children(node)) visit(child, inside);
}

const MUTATE = {
  IfStatement(node, context) {
    const condition = textOf(node.condition, context);
    replace(node.condition, context, 'negated', `!(${condition})`, `if (${condition})`, `if (!(${condition}))`);
    if (isRefusal(node.trueBody)) {
      replace(node.condition, context, 'dropped check', 'false', `if (${condition})`, 'no check');
    }
  },
  Conditional(node, context) {
    const condition = textOf(node.condition, context);
    replace(node.condition, context, 'negated', `!(${condition})`, textOf(node, context), `!(${condition}) ? ...`);
  },
  BinaryOperation(node, context) {
    const [left, right] = [textOf(node.leftExpression, context), textOf(node.rightExpression, context)];
    const { operator } = node;
    const flip = (other, kind) => {
      const [a, b] = [node.leftExpression, node.rightExpression].map((side) => {
        const isMixed = CONNECTIVE[side.operator] && side.operator !== other;
        return isMixed ? `(${textOf(side, context)})` : textOf(side, context);
      });
      replace(node, context, kind, `${a} ${other} ${b}`);
    };
    if (SHIFT[operator]) flip(SHIFT[operator], 'boundary');
    const parent = context.parents[1];
    const isNegatedAlready = ['IfStatement', 'Conditional'].includes(parent.nodeType) && parent.condition === node;
    if (EQUALITY[operator] && !isNegatedAlready) flip(EQUALITY[operator], 'negated');
    if (CONNECTIVE[operator]) {
      flip(CONNECTIVE[operator], 'connective');
      for (const side of [node.leftExpression, node.rightExpression]) {
        if (side.operator === operator) continue;
        const gone = operator === '&&' ? 'true' : 'false';
        const whole = textOf(node, context);
        const at = range(side)[0] - range(node)[0];
        const part = textOf(side, context);
        const after = whole.slice(0, at) + gone + whole.slice(at + part.length);
        replace(side, context, 'dropped part', gone, whole, after);
      }
    }
    if (operator === '/' && node.typeDescriptions.typeString.startsWith('uint')) {
      replace(
        node,
        context,
        'rounding',
        `(${left} + ${right} - 1) / (${right})`,
        textOf(node, context),
        `${textOf(node, context)} rounded up`,
      );
    }
  },
  MemberAccess(node, context) {
    if (!ROUNDING[node.memberName] || !node.typeDescriptions.typeString.endsWith('Rounding')) return;
    const whole = context.parents.find((parent) => parent.nodeType === 'FunctionCall');
    const other = textOf(node, context).replace(node.memberName, ROUNDING[node.memberName]);
    replace(node, context, 'rounding', other, textOf(whole, context), other);
  },
  FunctionCall(node, context) {
    const callee = node.expression;
    const name = callee.memberName ?? callee.name;
    const text = textOf(node, context);
    if (callee.nodeType === 'MemberAccess') {
      const receiver = textOf(callee.expression, context);
      const given = node.arguments.map((argument) => textOf(argument, context));
      if (SWAP[name] && given.length === 1) {
        replace(node, context, 'swapped', `${receiver}.${SWAP[name]}(${given[0]})`);
      }
      if (name === 'saturatingSub') {
        replace(node, context, 'unsaturated', `(${receiver} - (${given[0]}))`);
      }
      if (name === 'mulDiv' && given.length === 2) {
        const up = `${receiver}.mulDiv(${given.join(', ')}, Math.Rounding.Ceil)`;
        replace(node, context, 'rounding', up, text, `${text} rounded up`);
      }
    }
    if (context.parents[1].nodeType === 'ExpressionStatement') {
      if (!['push', 'pop'].includes(name)) dropStatement(node, context);
    } else if (/^_?(spend|charge)/.test(name ?? '')) {
      const free = `(${tupleOf(node.typeDescriptions.typeString)})`;
      replace(node, context, 'dropped call', free, text, free);
    }
  },
  FunctionDefinition(node, context) {
    for (const invocation of node.modifiers) {
      const found = context.modifiers.get(invocation.modifierName.referencedDeclaration);
      if (found !== undefined) dropModifier(invocation, found, context);
    }
  },
};

/** What a call that spends would answer had it spent nothing. */
function tupleOf(type) {
  const parts = type.replace(/^tuple\(|\)$/g, '').split(',');
  return parts.map((part) => (part === 'bool' ? 'true' : `type(${part}).max`)).join(', ');
}

const textOf = (node, { text }) => text.slice(...range(node));

function isRefusal(body) {
  const statements = body.nodeType === 'Block' ? body.statements : [body];
  return statements.length === 1 && statements[0].nodeType === 'RevertStatement';
}

function replace(node, context, kind, code, before = textOf(node, context), after = code) {
  const id = context.add(context, kind, before, after);
  const [start, end] = range(node);
  const edits = context.edits.get(context.file);
  let edit = edits.find((other) => other.start === start && other.end === end && other.variants);
  if (edit === undefined) edits.push((edit = { start, end, variants: [] }));
  edit.variants.push(`${isOn(id)} ? (${code}) : `.replace('? ((', '? (('));
}

function dropStatement(node, context) {
  const id = context.add(context, 'dropped call', textOf(node, context), 'no call');
  const [start, end] = range(node);
  const stop = context.text.indexOf(';', end) + 1;
  context.edits.get(context.file).push({ start, end: stop, open: `{ if (!(${isOn(id)})) `, close: ' }' });
}

/** The function uses a twin of the modifier, which stands beside it and can be switched off. */
function dropModifier(invocation, { file, node }, context) {
  const name = textOf(invocation.modifierName, context);
  const id = context.add(context, 'dropped modifier', name, 'no modifier');
  const [, end] = range(invocation.modifierName);
  context.edits.get(context.file).push({ start: end, end, replace: `__off${id}` });
  if (!context.edits.has(file)) context.edits.set(file, []);
  context.edits.get(file).push({ start: range(node)[1], end: range(node)[1], twin: { id, node } });
}
