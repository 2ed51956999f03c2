// The reference page of mutants: what was changed, and the test that noticed.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const HEAD = `# Mutants

Written by \`npm run mutants\`: not by hand. Every guard of \`contracts/src\` is broken in turn, one way at a time, and the
forge tests are run against it. A mutant is *killed* when a test fails; the table names the test in which it showed most
plainly. One that survives is *equivalent* when the change cannot be seen from outside, with the reason, or *open*.
What was not run against the contracts as they now stand is *not judged*; a run that was stopped goes on where it was.

| change | what it does |
| --- | --- |
| negated | the condition turned round |
| dropped check | the refusal never happens |
| dropped part | one side of an and or an or counts for nothing |
| connective | and for or, or for and |
| boundary | the edge moved by one: > for >=, < for <=, and back |
| swapped | min for max, and back |
| unsaturated | a difference that stops at zero no longer does |
| rounding | rounded to the other side |
| dropped modifier | the function without its modifier |
| dropped call | the call not made: what it checks, spends, charges or notes is not |
`;

/**
 * Writes docs/reference/mutants.md.
 * @param judged mutants `{ file, where, kind, before, after, stage, killer, reason }`
 * @param source git's name of the contracts that were judged
 */
export function writeTable(root, judged, source) {
  const files = [...new Set(judged.map(({ file }) => file))];
  const parts = [
    HEAD,
    '## Result\n',
    `Of \`contracts/src\` as git tree \`${source}\` (\`git rev-parse HEAD:contracts/src\`).\n`,
    summary(judged, files),
    survivors(judged),
  ];
  for (const file of files) {
    parts.push(`## ${basename(file)}\n`);
    parts.push(table(judged.filter((mutant) => mutant.file === file)));
  }
  writeFileSync(join(root, 'docs/reference/mutants.md'), `${parts.join('\n').trimEnd()}\n`);
  console.log('wrote docs/reference/mutants.md');
}

const isOpen = ({ stage, reason }) => stage === 'survives' && reason === undefined;

function summary(judged, files) {
  const row = (name, list) => {
    const killed = list.filter(({ stage }) => stage === 'killed').length;
    const open = list.filter(isOpen).length;
    const equal = list.filter(({ stage, reason }) => stage !== 'killed' && reason !== undefined).length;
    return `| ${name} | ${list.length} | ${killed} | ${equal} | ${open} | ${list.length - killed - open - equal} |`;
  };
  const rows = files.map((file) =>
    row(
      basename(file),
      judged.filter((mutant) => mutant.file === file),
    ),
  );
  const head = [
    '| file | mutants | killed | equivalent | open | not judged |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
  ];
  return `${[...head, ...rows, row('all', judged)].join('\n')}\n`;
}

function survivors(judged) {
  const left = judged.filter((mutant) => isOpen(mutant) || (mutant.stage !== 'killed' && mutant.reason !== undefined));
  if (left.length === 0) return '';
  const rows = left.map(
    (mutant) => `| ${basename(mutant.file)} | ${mutant.where} | ${change(mutant)} | ${mutant.reason ?? '**open**'} |`,
  );
  return `## Survivors and equivalents\n\n| file | function | change | why |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function table(list) {
  const rows = list.map((mutant) => `| ${mutant.where} | ${change(mutant)} | ${verdict(mutant)} |`);
  return `| function | change | killed by |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function verdict({ stage, killer, reason }) {
  if (stage === 'killed') return killer.replace(/^.*\.t\.sol:/, '').replace('.', ' ');
  if (reason !== undefined) return 'equivalent';
  if (stage === 'survives') return '**survives**';
  return stage === 'waits' ? 'not judged: passes the quick suites' : 'not judged';
}

const change = ({ kind, before, after }) => `${kind}: ${code(before)} → ${code(after)}`;

const code = (text) => (/^no \w+$/.test(text) ? text : `\`${text.replaceAll('|', '\\|')}\``);
