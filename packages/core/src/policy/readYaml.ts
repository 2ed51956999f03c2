import { isScalar, LineCounter, parseDocument, visit, type Document, type Node, type Pair, type YAMLError } from 'yaml';
import { findTooDeep } from './findTooDeep.ts';
import { locateYaml, placeAt, type TextPlace, type YamlLocator } from './locateYaml.ts';
import { PolicyInvalid, type PolicyIssue } from './policyInvalid.ts';

/** A document read: plain data in which every scalar is the text it was written as, and where each part stands. */
export interface ReadDocument extends YamlLocator {
  readonly data: unknown;
}

const MAX_CHARACTERS = 1_000_000;
/** Keys that mean something to JavaScript objects and nothing to a policy. */
const FORBIDDEN_KEYS: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads the strict part of YAML that a law may use: one document of mappings, lists and plain scalars. No anchor,
 * alias, merge, tag, directive or second meaning of a key. Pure; throws PolicyInvalid with every place.
 */
export function readYaml(text: string, fileName: string): ReadDocument {
  const lines = new LineCounter();
  const at = (offset: number): TextPlace => placeAt(lines, offset);
  refuseHostile(text, fileName);
  // failsafe: no number ever goes through a float. Duplicate keys are found below, in one pass.
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', uniqueKeys: false, merge: false });
  const issues = [...document.errors.map((error) => syntaxIssue(error)), ...strictIssues(document, at)];
  if (issues.length > 0) throw new PolicyInvalid(fileName, issues);
  if (document.contents === null || (isScalar(document.contents) && document.contents.source === ''))
    throw new PolicyInvalid(fileName, [
      issueAt(
        { line: 1, column: 1 },
        'POLICY_EMPTY',
        'the document is empty',
        'start from a policy that works, for example that of `ballast init`',
      ),
    ]);
  return { data: document.toJS({ maxAliasCount: 0 }), ...locateYaml(document, lines) };
}

function refuseHostile(text: string, fileName: string): void {
  const start = { line: 1, column: 1 };
  if (text.length > MAX_CHARACTERS)
    throw new PolicyInvalid(fileName, [
      issueAt(start, 'POLICY_TOO_LARGE', `${text.length} characters`, 'a policy has at most a million characters'),
    ]);
  if (!text.isWellFormed())
    throw new PolicyInvalid(fileName, [
      issueAt(
        placeIn(text, text.search(/\p{Cs}/u)),
        'POLICY_NOT_TEXT',
        'half of a surrogate pair',
        'save the file as UTF-8',
      ),
    ]);
  const deep = findTooDeep(text);
  if (deep !== null)
    throw new PolicyInvalid(fileName, [
      issueAt(
        placeIn(text, deep),
        'POLICY_TOO_DEEP',
        'nested deeper than any policy',
        'a policy nests a handful of levels',
      ),
    ]);
}

function placeIn(text: string, offset: number): TextPlace {
  const before = text.slice(0, Math.max(0, offset));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

function syntaxIssue(error: YAMLError): PolicyIssue {
  const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
  const cause = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  const place = { line, column: col };
  if (error.code === 'MULTIPLE_DOCS')
    return issueAt(
      place,
      'POLICY_TWO_DOCUMENTS',
      'a second document begins here',
      'a law is one document: remove the ---',
    );
  const remedy = error.code === 'TAB_AS_INDENT' ? 'indent with spaces' : 'mend the YAML';
  return issueAt(place, 'POLICY_NOT_YAML', cause, remedy);
}

/** Everything YAML allows and a law does not. */
function strictIssues(document: Document, at: (offset: number) => TextPlace): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  const report = (node: Node, code: string, message: string, remedy: string): void => {
    issues.push(issueAt(at(node.range?.[0] ?? 0), code, message, remedy));
  };
  const writeOut = 'write the value out: a law has no references to follow';
  if (document.directives?.yaml.explicit === true || Object.keys(document.directives?.tags ?? {}).length > 1)
    issues.push(issueAt({ line: 1, column: 1 }, 'POLICY_DIRECTIVE', 'directives are not allowed', 'remove the % line'));
  visit(document, {
    Alias: (_key, node) => report(node, 'POLICY_ALIAS', 'aliases are not allowed', writeOut),
    Value: (_key, node) => {
      if (node.anchor !== undefined) report(node, 'POLICY_ALIAS', 'anchors are not allowed', writeOut);
      if (node.tag !== undefined)
        report(node, 'POLICY_TAG', `the tag ${node.tag} is not allowed`, 'remove it: every field knows its own type');
    },
    Map: (_key, map) => {
      const seen = new Set<unknown>();
      for (const pair of map.items as Pair<unknown, unknown>[]) {
        const { key } = pair;
        if (!isScalar(key)) {
          report(map, 'POLICY_BAD_KEY', 'a key is not a plain word', 'keys are plain words');
          continue;
        }
        if (FORBIDDEN_KEYS.has(key.value))
          report(key, 'POLICY_FORBIDDEN_KEY', `"${String(key.value)}" is no key of a policy`, 'remove it');
        else if (seen.has(key.value))
          report(key, 'POLICY_DUPLICATE_KEY', `"${String(key.value)}" is written twice here`, 'keep one of them');
        seen.add(key.value);
      }
    },
  });
  return issues;
}

/** An issue at a place, under no path of its own. */
export const issueAt = (place: TextPlace, code: string, message: string, remedy: string): PolicyIssue => ({
  code,
  path: '',
  ...place,
  message,
  remedy,
});
