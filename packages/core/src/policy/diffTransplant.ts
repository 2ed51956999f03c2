import { entryName, type PolicyChange } from './diffPolicies.ts';
import type { Policy } from './policy.ts';

type Node = Readonly<Record<string, unknown>>;

/**
 * `target` with what `source` says at the paths of the changes: an entry `source` lacks is taken out. A change whose
 * surroundings `target` lacks (an asset it does not list) is left. Not checked as a document: for asking what one rule
 * would do elsewhere. Pure.
 */
export function transplantChanges(
  target: Policy,
  source: Policy,
  changes: readonly PolicyChange[],
): { readonly policy: Policy; readonly applied: readonly PolicyChange[] } {
  const applied: PolicyChange[] = [];
  let policy: unknown = target;
  for (const change of changes) {
    const next = placed(policy, source, change.path);
    if (next === undefined) continue;
    policy = next;
    applied.push(change);
  }
  return { policy: policy as Policy, applied };
}

/** The node with the value of `source` at the path; undefined where the path leads nowhere in the node. */
function placed(node: unknown, source: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return source;
  if (Array.isArray(node)) return placedEntry(node, Array.isArray(source) ? source : [], step, rest);
  if (typeof node !== 'object' || node === null) return undefined;
  if (rest.length === 0) return placedKey(node as Node, source as Node | null, step);
  if (!(step in node)) return undefined;
  const value = placed((node as Node)[step], (source as Node | null)?.[step], rest);
  return value === undefined ? undefined : { ...node, [step]: value };
}

/** A key as `source` has it; one that may be absent comes and goes. */
function placedKey(node: Node, source: Node | null, key: string): unknown {
  const given = source?.[key];
  if (given !== undefined) return { ...node, [key]: given };
  const { [key]: _gone, ...others } = node;
  return key in node ? others : undefined;
}

function placedEntry(list: readonly Node[], source: readonly Node[], name: string, rest: readonly string[]): unknown {
  const at = list.findIndex((entry) => entryName(entry) === name);
  const given = source.find((entry) => entryName(entry) === name);
  if (rest.length === 0) {
    const others = list.filter((_entry, index) => index !== at);
    if (given === undefined) return others;
    return at === -1 ? [...list, given] : list.map((entry, index) => (index === at ? given : entry));
  }
  if (at === -1 || given === undefined) return undefined;
  const value = placed(list[at], given, rest);
  return value === undefined ? undefined : list.map((entry, index) => (index === at ? (value as Node) : entry));
}
