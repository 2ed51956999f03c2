import { isMap, isScalar, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { BallastError } from '@ballast/core';
import { checkScenario } from './checkScenario.ts';
import { scenarioSchema, type Scenario } from './scenario.ts';

/** One thing wrong with a scenario file, and where. Lines and columns count from 1. */
export interface ScenarioIssue {
  readonly code: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

export class ScenarioInvalid extends BallastError {
  readonly issues: readonly ScenarioIssue[];
  constructor(fileName: string, issues: readonly ScenarioIssue[]) {
    const first = issues[0];
    const where = first === undefined ? fileName : `${fileName}:${first.line}:${first.column}`;
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    super({
      code: 'SCENARIO_INVALID',
      message: `${where} ${first?.path ?? ''}: ${first?.message ?? 'invalid'} [${first?.code ?? ''}]${more}`,
      remedy: first?.remedy ?? 'mend the file',
      retryable: false,
    });
    this.issues = issues;
  }
}

const MAX_CHARACTERS = 500_000;

/** Reads a scenario file's text. Throws ScenarioInvalid naming every issue with file, line, column, cause and remedy. */
export function loadScenario(text: string, fileName: string): Scenario {
  const lines = new LineCounter();
  if (text.length > MAX_CHARACTERS)
    throw new ScenarioInvalid(fileName, [
      {
        ...at(lines, 0),
        code: 'SCENARIO_TOO_LARGE',
        path: '',
        message: `${text.length} characters`,
        remedy: 'shorten it',
      },
    ]);
  // failsafe: every scalar stays the text it was written as.
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', uniqueKeys: true, merge: false });
  const broken: ScenarioIssue[] = document.errors.map((error) => ({
    ...at(lines, error.pos[0]),
    code: error.code === 'DUPLICATE_KEY' ? 'SCENARIO_DUPLICATE_KEY' : 'SCENARIO_NOT_YAML',
    path: '',
    message: (error.message.split('\n')[0] ?? '').replace(/:$/, ''),
    remedy: 'mend the YAML',
  }));
  visit(document, {
    Alias: (_key, node) => {
      broken.push({
        ...at(lines, node.range?.[0] ?? 0),
        code: 'SCENARIO_ALIAS',
        path: '',
        message: 'anchors and aliases of YAML are not allowed',
        remedy: 'write the value out',
      });
    },
  });
  if (broken.length > 0) throw new ScenarioInvalid(fileName, broken);
  const parsed = scenarioSchema.safeParse(document.toJS());
  if (!parsed.success)
    throw new ScenarioInvalid(
      fileName,
      parsed.error.issues.flatMap((issue) => schemaIssues(issue, document, lines)),
    );
  const faults = checkScenario(parsed.data);
  if (faults.length > 0)
    throw new ScenarioInvalid(
      fileName,
      faults.map((fault) => ({
        ...fault,
        ...at(lines, offsetOf(document, fault.path)),
        path: fault.path.join('.'),
      })),
    );
  return parsed.data;
}

const at = (lines: LineCounter, offset: number): { readonly line: number; readonly column: number } => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

/** Where the deepest node on the path that exists begins; a key when the path ends in one. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    const parent = length === 0 ? null : document.getIn(path.slice(0, length - 1), true);
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === path[length - 1])?.key
      : undefined;
    const range = (key !== undefined && !isScalar(node) ? (key as Node) : (node as Node | undefined))?.range;
    if (range != null) return range[0];
  }
  return 0;
}

interface RawIssue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
}

function schemaIssues(issue: RawIssue, document: Document, lines: LineCounter): ScenarioIssue[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return (issue.keys ?? []).map((key) => ({
      ...at(lines, offsetOf(document, [...issue.path, key])),
      code: 'SCENARIO_UNKNOWN_KEY',
      path: [...path, key].join('.'),
      message: `unknown key "${key}"`,
      remedy: 'remove it',
    }));
  const place = { ...at(lines, offsetOf(document, issue.path)), path: path.join('.') };
  if (issue.code === 'invalid_type' && issue.message.includes('received undefined'))
    return [{ ...place, code: 'SCENARIO_MISSING_KEY', message: `"${path.at(-1) ?? ''}" is missing`, remedy: 'add it' }];
  const code = typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'SCENARIO_BAD_VALUE';
  const found = typeof issue.params?.['found'] === 'string' ? ` (found "${issue.params['found']}")` : '';
  return [{ ...place, code, message: `${issue.message}${found}`, remedy: 'write the value as expected' }];
}
