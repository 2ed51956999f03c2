import { policyFields, type PolicyField } from './policyFields.ts';

const INTRO = `# Policy reference

Every key of \`policy.yaml\`, from the schema that reads it. This page is written by \`scripts/write-docs.mjs\`; a test
fails when it is stale. \`docs/reference/policy.schema.json\` is the same as JSON Schema, for completion in editors:
put \`# yaml-language-server: $schema=…/policy.schema.json\` on the first line of a policy.

- Keys are strict: an unknown key is refused with its line and column.
- Scalars are read from their text. Shares are whole basis points (\`2.5%\`, \`250 bps\`); money, prices and ratios are
  plain decimals (\`2_000_000\`, \`0.98\`, \`102%\`); durations are \`90s\`, \`15m\`, \`24h\` or \`7d\`.
- \`chain\`: the vault contract enforces the field. \`engine\`: only the keeper does. Where both know a limit, the
  stricter binds.
- The order of keys, comments and layout change nothing; any value changes the document's hash.
`;

/** The reference page of the policy document as Markdown: every field with meaning, unit, default and who enforces it. Pure. */
export function policyReference(): string {
  const sections = new Map<string, PolicyField[]>();
  for (const field of policyFields()) {
    const [top = ''] = field.path.split(/[.[]/);
    const name = field.path === top ? 'document' : top;
    sections.set(name, [...(sections.get(name) ?? []), field]);
  }
  const tables = [...sections].map(([name, fields]) => `## ${name}\n\n${table(fields)}`);
  return `${INTRO}\n${tables.join('\n\n')}\n`;
}

function table(fields: readonly PolicyField[]): string {
  const rows = fields.map((field) => [
    `\`${field.path}\``,
    field.kinds.length === 0 ? field.meaning : `${field.meaning} (kind ${field.kinds.join(', ')})`,
    field.unit,
    field.fallback === null ? 'required' : field.fallback === '' ? 'none' : `\`${field.fallback}\``,
    field.enforcedBy,
  ]);
  const head = ['key', 'meaning', 'unit', 'default', 'enforced by'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(escapeCell).join(' | ')} |`).join('\n');
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
