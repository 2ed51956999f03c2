import { BallastError } from '../units/error.ts';

/** One thing wrong with a policy document, and where. Lines and columns count from 1. */
export interface PolicyIssue {
  readonly code: string;
  /** Keys and list positions from the top, joined by dots; empty for the document itself. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

export class PolicyInvalid extends BallastError {
  readonly issues: readonly PolicyIssue[];
  constructor(fileName: string, issues: readonly PolicyIssue[]) {
    const ordered = issues.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const [first] = ordered;
    const where = first === undefined ? fileName : `${fileName}:${first.line}:${first.column}`;
    const path = first === undefined || first.path === '' ? '' : ` ${first.path}`;
    const more = ordered.length > 1 ? ` (and ${ordered.length - 1} more)` : '';
    super({
      code: 'POLICY_INVALID',
      message: `${where}${path}: ${first?.message ?? 'invalid'} [${first?.code ?? ''}]${more}`,
      remedy: first?.remedy ?? 'mend the document',
      retryable: false,
    });
    this.issues = ordered;
  }
}
