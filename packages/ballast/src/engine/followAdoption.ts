import { ask } from '../venues/ask.ts';
import { lawAddress } from '../venues/ballast-vault/lawAddress.ts';
import { lawAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { readOnce } from '../venues/venueRead.ts';
import { readAt } from '../venues/readAt.ts';
import { readHead } from '../act/actChain.ts';
import { actChainOf } from './actChainOf.ts';
import type { Reserve } from './reserve.ts';

/**
 * The reserve under the document its vault holds now: a successor takes over in the cycle after the vault adopted it,
 * and at no other time. A hash that is none of ours, an answer that is none, and a successor for another vault change
 * nothing: then the reserve stays under its document, and acts on nothing while the vault holds another. Throws what
 * the endpoint throws.
 */
export async function followAdoption(reserve: Reserve): Promise<Reserve> {
  const vault = reserve.policy.execution.vault;
  const successors = reserve.successors ?? [];
  if (vault === null || successors.length === 0) return reserve;
  const chain = actChainOf(reserve.policy, reserve.world);
  if (chain === null) return reserve;
  const held = ask(lawAddress(vault.address), lawAbi, 'policyDocumentHash', []);
  const read = readOnce([held.call], ([answer]) => held.read(answer));
  const answer = await readAt(chain.rpc, read, (await readHead(chain)).hash);
  const next = successors.find(({ policy, policyHash }) => {
    const { reserve: name, execution } = policy;
    const isSame = execution.vault?.chain === vault.chain && execution.vault.address === vault.address;
    return answer.ok && policyHash === answer.value && name === reserve.policy.reserve && isSame;
  });
  if (next === undefined) return reserve;
  return { ...reserve, ...next, successors: successors.filter((item) => item !== next) };
}
