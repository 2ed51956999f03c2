// A plan from one's own snapshot, with the pure core alone: no chain, no database, no network.
import { readFileSync } from 'node:fs';
import { assess, decide, initialCarried, loadPolicy, parseArtefact, value } from '@ballast/core';

const { policy, documentHash: policyHash } = loadPolicy(readFileSync('policy.yaml', 'utf8'), 'policy.yaml');
const snapshot = parseArtefact(readFileSync('snapshot.json', 'utf8'));
const history = {
  schema: 'ballast/history/1',
  reserve: policy.reserve,
  toSeconds: snapshot.asOfSeconds,
  stepSeconds: 86_400,
  series: [],
};
const carried = initialCarried(policy, snapshot.asOfSeconds);
const valued = value({ snapshot, policy, policyHash, carried });
const assessed = assess({
  sheet: valued.sheet,
  snapshot,
  policy,
  policyHash,
  history,
  scenarioSet: null,
  carried: valued.carried,
});
const { plan } = decide({
  assessment: assessed.assessment,
  sheet: valued.sheet,
  snapshot,
  policy,
  policyHash,
  carried: assessed.carried,
});

console.log(`level ${assessed.assessment.level}, ${plan.actions.length} actions`);
for (const action of plan.actions) console.log(`- ${action.kind}: ${action.reason}`);
