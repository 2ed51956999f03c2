import { LineCounter, parseDocument, visit } from 'yaml';
import { BallastError, locateYaml, placeAt, type YamlLocator } from '@ballast/core';
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
        ...placeAt(lines, 0),
        code: 'SCENARIO_TOO_LARGE',
        path: '',
        message: `${text.length} characters`,
        remedy: 'shorten it',
      },
    ]);
  // failsafe: every scalar stays the text it was written as.
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', uniqueKeys: true, merge: false });
  const broken: ScenarioIssue[] = document.errors.map((error) => ({
    ...placeAt(lines, error.pos[0]),
    code: error.code === 'DUPLICATE_KEY' ? 'SCENARIO_DUPLICATE_KEY' : 'SCENARIO_NOT_YAML',
    path: '',
    message: (error.message.split('\n')[0] ?? '').replace(/:$/, ''),
    remedy: 'mend the YAML',
  }));
  visit(document, {
    Alias: (_key, node) => {
      broken.push({
        ...placeAt(lines, node.range?.[0] ?? 0),
        code: 'SCENARIO_ALIAS',
        path: '',
        message: 'anchors and aliases of YAML are not allowed',
        remedy: 'write the value out',
      });
    },
  });
  if (broken.length > 0) throw new ScenarioInvalid(fileName, broken);
  const { placeOf } = locateYaml(document, lines);
  const parsed = scenarioSchema.safeParse(document.toJS());
  if (!parsed.success)
    throw new ScenarioInvalid(
      fileName,
      parsed.error.issues.flatMap((issue) => schemaIssues(issue, placeOf)),
    );
  const faults = checkScenario(parsed.data);
  if (faults.length > 0)
    throw new ScenarioInvalid(
      fileName,
      faults.map((fault) => ({
        ...fault,
        ...placeOf(fault.path),
        path: fault.path.join('.'),
      })),
    );
  return parsed.data;
}

interface RawIssue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
}

function schemaIssues(issue: RawIssue, placeOf: YamlLocator['placeOf']): ScenarioIssue[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return (issue.keys ?? []).map((key) => ({
      ...placeOf([...issue.path, key]),
      code: 'SCENARIO_UNKNOWN_KEY',
      path: [...path, key].join('.'),
      message: `unknown key "${key}"`,
      remedy: 'remove it',
    }));
  const place = { ...placeOf(issue.path), path: path.join('.') };
  if (issue.code === 'invalid_type' && issue.message.includes('received undefined'))
    return [{ ...place, code: 'SCENARIO_MISSING_KEY', message: `"${path.at(-1) ?? ''}" is missing`, remedy: 'add it' }];
  const code = typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'SCENARIO_BAD_VALUE';
  const found = typeof issue.params?.['found'] === 'string' ? ` (found "${issue.params['found']}")` : '';
  return [{ ...place, code, message: `${issue.message}${found}`, remedy: 'write the value as expected' }];
}
