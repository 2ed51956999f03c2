import type { Intent, Journal } from './journal.ts';

const OPEN: readonly Intent['state'][] = ['planned', 'signed', 'sent'];

/** A journal that lives as long as its process: for worlds whose chain does not live longer either. */
export function forgetfulJournal(): Journal {
  const intents = new Map<string, Intent>();
  const change = (id: string, next: Partial<Intent>): void => {
    const known = intents.get(id);
    if (known !== undefined) intents.set(id, { ...known, ...next });
  };
  return {
    plan: async (intent) => {
      if (intents.has(intent.id)) return false;
      intents.set(intent.id, intent);
      return true;
    },
    sign: async (id, signed) => change(id, { ...signed, state: 'signed' }),
    sent: async (id) => change(id, { state: 'sent' }),
    settle: async (id, state) => change(id, { state }),
    open: async (reserve) =>
      [...intents.values()].filter((item) => item.reserve === reserve && OPEN.includes(item.state)),
    find: async (id) => intents.get(id) ?? null,
  };
}
