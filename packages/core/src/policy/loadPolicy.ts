import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { BallastError } from '../units/error.ts';
import { canonicalText } from '../records/canonical.ts';
import { sha256Text, type Hash } from '../records/hash.ts';
import { checkPolicy } from './checkPolicy.ts';
import type { Policy } from './policy.ts';
import { policySchema } from './schema.ts';

/** One thing wrong with a policy document, and where. Lines and columns count from 1. */
export interface PolicyIssue {
  readonly code: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

export class PolicyInvalid extends BallastError {
  readonly issues: readonly PolicyIssue[];
  constructor(fileName: string, issues: readonly PolicyIssue[]) {
    const first = issues[0];
    const where = first === undefined ? fileName : `${fileName}:${first.line}:${first.column}`;
    super({
      code: 'POLICY_INVALID',
      message: `${where} ${first?.path ?? ''}: ${first?.message ?? 'invalid'} [${first?.code ?? ''}]${issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''}`,
      remedy: first?.remedy ?? 'mend the document',
      retryable: false,
    });
    this.issues = issues;
  }
}

/** A policy read and checked. `documentHash` is sha256 of `canonical`: what the DAO ratifies. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly documentHash: Hash;
  readonly canonical: string;
}

const MAX_CHARACTERS = 1_000_000;

/** Reads a policy document. Pure; throws PolicyInvalid naming every issue with file, line, column, cause and remedy. */
export function loadPolicy(text: string, fileName: string): LoadedPolicy {
  if (text.length > MAX_CHARACTERS) {
    throw new PolicyInvalid(fileName, [
      {
        code: 'POLICY_TOO_LARGE',
        path: '',
        line: 1,
        column: 1,
        message: `${text.length} characters`,
        remedy: 'a policy has at most a million characters',
      },
    ]);
  }
  const lines = new LineCounter();
  // failsafe: every scalar stays the text it was written as; no number ever goes through a float.
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', uniqueKeys: true, merge: false });
  const at = locator(document, lines);
  const issues: PolicyIssue[] = document.errors.map((error) => {
    const place = error.linePos?.[0] ?? { line: 1, col: 1 };
    const code = error.code === 'DUPLICATE_KEY' ? 'POLICY_DUPLICATE_KEY' : 'POLICY_NOT_YAML';
    return {
      code,
      path: '',
      line: place.line,
      column: place.col,
      message: (error.message.split('\n')[0] ?? '').replace(/:$/, ''),
      remedy: 'mend the YAML',
    };
  });
  visit(document, {
    Alias: (_key, node) => {
      issues.push({
        ...at.offset(node.range?.[0] ?? 0),
        code: 'POLICY_ALIAS',
        path: '',
        message: 'anchors and aliases are not allowed',
        remedy: 'write the value out: a law has no references to follow',
      });
    },
  });
  if (issues.length > 0) throw new PolicyInvalid(fileName, issues);

  const parsed = policySchema.safeParse(document.toJS());
  if (!parsed.success)
    throw new PolicyInvalid(
      fileName,
      parsed.error.issues.flatMap((issue) => schemaIssues(issue, at)),
    );
  const policy: Policy = parsed.data;
  const faults = checkPolicy(policy);
  if (faults.length > 0) {
    throw new PolicyInvalid(
      fileName,
      faults.map((fault) => ({
        ...at.path(fault.path),
        code: fault.code,
        path: fault.path.join('.'),
        message: fault.message,
        remedy: fault.remedy,
      })),
    );
  }
  const canonical = canonicalText(policy);
  return { policy, documentHash: sha256Text(canonical), canonical };
}

interface Place {
  readonly line: number;
  readonly column: number;
}
interface Locator {
  offset(offset: number): Place;
  path(path: readonly PropertyKey[]): Place;
}

function locator(document: Document, lines: LineCounter): Locator {
  const offset = (position: number): Place => {
    const { line, col } = lines.linePos(position);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  return {
    offset,
    /** Place of the deepest node on the path that exists. */
    path: (path) => {
      let node: unknown = document.contents;
      let start = rangeOf(node);
      for (const step of path) {
        if (isMap(node)) {
          const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
          if (pair === undefined) break;
          start = rangeOf(pair.key) ?? start;
          node = pair.value;
          if (isScalar(node)) start = rangeOf(node) ?? start;
        } else if (isSeq(node)) {
          node = node.items[Number(step)];
          start = rangeOf(node) ?? start;
        } else break;
      }
      return offset(start ?? 0);
    },
  };
}

const rangeOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];

interface RawIssue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly params?: Record<string, unknown>;
  readonly input?: unknown;
}

function schemaIssues(issue: RawIssue, at: Locator): PolicyIssue[] {
  const place = at.path(issue.path);
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({
      ...at.path([...issue.path, key]),
      code: 'POLICY_UNKNOWN_KEY',
      path: path === '' ? key : `${path}.${key}`,
      message: `unknown key "${key}"`,
      remedy: 'remove it, or see `ballast schema` for the keys allowed here',
    }));
  }
  const isMissing = issue.code === 'invalid_type' && /received undefined/.test(issue.message);
  if (isMissing)
    return [
      {
        ...place,
        code: 'POLICY_MISSING_KEY',
        path,
        message: `"${String(issue.path.at(-1) ?? '')}" is missing`,
        remedy: 'add it; see `ballast schema`',
      },
    ];
  const code = typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'POLICY_BAD_VALUE';
  const found = typeof issue.params?.['found'] === 'string' ? ` (found "${issue.params['found']}")` : '';
  return [{ ...place, code, path, message: `${issue.message}${found}`, remedy: 'write the value as expected' }];
}
