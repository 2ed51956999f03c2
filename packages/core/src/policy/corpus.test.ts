import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from './loadPolicy.ts';
import { PolicyInvalid, type PolicyIssue } from './policyInvalid.ts';

const folder = fileURLToPath(new URL('../../../../test/corpus/policies/', import.meta.url));
const read = (file: string): string => readFileSync(`${folder}${file}`, 'utf8');

interface Broken {
  readonly file: string;
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly why: string;
}
const index: readonly Broken[] = JSON.parse(read('index.json'));

const issuesOf = (text: string, file: string): readonly PolicyIssue[] => {
  try {
    loadPolicy(text, file);
  } catch (error) {
    if (error instanceof PolicyInvalid) return error.issues;
    throw error;
  }
  return [];
};

describe('the corpus of broken policies', () => {
  it('names every file of the folder once, and at least forty', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && file !== 'valid.yaml');
    expect(index.map((item) => item.file).toSorted()).toEqual(files.toSorted());
    expect(files.length).toBeGreaterThanOrEqual(40);
  });
  it('starts from a policy that stands', () => {
    expect(loadPolicy(read('valid.yaml'), 'valid.yaml').policy.reserve).toBe('corpus');
  });
  it.each(index)('$file: $why', ({ file, code, line, column }) => {
    const issues = issuesOf(read(file), file);
    expect(issues.map((issue) => `${issue.code} ${issue.line}:${issue.column}`)).toContain(`${code} ${line}:${column}`);
    for (const issue of issues) {
      expect(issue.message).not.toBe('');
      expect(issue.remedy).not.toBe('');
    }
  });
});
