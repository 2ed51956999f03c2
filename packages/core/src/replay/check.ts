import { BallastError } from '../units/error.ts';

/** One thing that was checked, and how it came out. */
export interface Check {
  /** Kind of check, a stable word. */
  readonly name: string;
  /** What was checked: an artefact, a chain, a holding, a record. */
  readonly subject: string;
  readonly ok: boolean;
  /** Stable code; empty when it holds. */
  readonly code: string;
  /** One line for people: what was found, or why it fails. */
  readonly detail: string;
}

export const pass = (name: string, subject: string, detail: string): Check => ({
  name,
  subject,
  ok: true,
  code: '',
  detail,
});
export const fail = (name: string, subject: string, code: string, detail: string): Check => ({
  name,
  subject,
  ok: false,
  code,
  detail,
});

/**
 * Runs checks over artefacts whose fields a stranger chose. Whatever they make the code throw is a failed check with
 * the error's own code, or MALFORMED where the shape is not the one the schema promises.
 */
export function guardChecks(name: string, subject: string, run: () => readonly Check[]): readonly Check[] {
  try {
    return run();
  } catch (error) {
    if (error instanceof BallastError) return [fail(name, subject, error.code, error.message)];
    const why = error instanceof Error ? error.message : 'unreadable';
    return [fail(name, subject, 'MALFORMED', `its fields do not have the shape of the schema (${why})`)];
  }
}
