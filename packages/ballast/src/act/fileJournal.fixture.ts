import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Intent, Journal } from '../store/journal.ts';

/** A journal of the smallest durable kind: one line an entry, synced before the call returns. For tests of act alone. */
export function fileJournal(path: string): Journal & { readonly all: () => readonly Intent[] } {
  const read = (): Map<string, Intent> => {
    const intents = new Map<string, Intent>();
    if (!existsSync(path)) return intents;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      // A line cut short by a kill was never answered for.
      if (!line.endsWith('}')) continue;
      const entry = JSON.parse(line) as Intent;
      intents.set(entry.id, { ...intents.get(entry.id), ...entry });
    }
    return intents;
  };
  const append = async (entry: Partial<Intent> & { readonly id: string }): Promise<void> => {
    const file = openSync(path, 'a', 0o600);
    try {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  };
  const settled: readonly Intent['state'][] = ['confirmed', 'reverted', 'dropped'];
  return {
    plan: async (intent) => {
      if (read().has(intent.id)) return false;
      await append(intent);
      return true;
    },
    sign: (id, signed) => append({ id, state: 'signed', ...signed }),
    sent: (id) => append({ id, state: 'sent' }),
    settle: (id, state) => append({ id, state }),
    open: async (reserve) =>
      [...read().values()].filter((intent) => intent.reserve === reserve && !settled.includes(intent.state)),
    find: async (id) => read().get(id) ?? null,
    all: () => [...read().values()],
  };
}
