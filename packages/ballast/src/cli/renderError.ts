import { BallastError } from '@ballast/core';
import { breakLines, type Paint } from '../report/paint.ts';

const WIDTH = 80;
const ISSUES_SHOWN = 12;
/** Errors whose reader wants to know what the document may hold. */
const SCHEMAS: Readonly<Record<string, string>> = { POLICY_INVALID: 'policy', CONFIG_INVALID: 'config' };

/** An error as people read it: code, cause, remedy; nothing else. Lines of at most 80 columns, but for long words. */
export function renderError(error: unknown, paint: Paint): string {
  if (!(error instanceof BallastError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${paint.bad('BUG')}  ${text}\nmend: this is a fault of Ballast; report it with the lines above\n`;
  }
  const issues = issuesOf(error);
  const isList = issues.length > 1;
  const more = issues.length - ISSUES_SHOWN;
  const head = breakLines(isList ? error.code : `${error.code}  ${error.message}`, WIDTH).join('\n');
  const schema = SCHEMAS[error.code];
  const lines = [
    head.replace(error.code, () => paint.bad(error.code)),
    ...(isList ? issues.slice(0, ISSUES_SHOWN).flatMap(issueLines) : []),
    ...(isList && more > 0 ? [`  and ${more} more`] : []),
    ...breakLines(`mend: ${error.remedy}`, WIDTH),
    ...(schema === undefined ? [] : [paint.dim(`every key it may hold: \`ballast schema ${schema}\``)]),
    ...(error.retryable ? [paint.dim('may work when tried again')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same as one JSON line, for programs. */
export function errorLine(error: unknown): string {
  const isOurs = error instanceof BallastError;
  const message = error instanceof Error ? error.message : String(error);
  return `${JSON.stringify({
    schema: 'ballast/error/1',
    code: isOurs ? error.code : 'BUG',
    message,
    remedy: isOurs ? error.remedy : 'this is a fault of Ballast; report it with what led to it',
    retryable: isOurs && error.retryable,
    issues: isOurs ? issuesOf(error) : [],
  })}\n`;
}

const issuesOf = (error: BallastError): readonly unknown[] =>
  'issues' in error && Array.isArray(error.issues) ? error.issues : [];

function issueLines(issue: unknown): string[] {
  const { line, column, path, message, code } = issue as Record<string, unknown>;
  const text = `${String(line)}:${String(column)}  ${String(path)}  ${String(message)}  [${String(code)}]`;
  return breakLines(text, WIDTH - 6).map((part, index) => (index === 0 ? `  ${part}` : `      ${part}`));
}
