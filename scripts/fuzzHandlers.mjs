// One idea: how often each handler of a fuzz campaign was called, and how often something came of it.

/** Adds the counts of forge's metrics, by the handler's name without its file. */
export function addMetrics(into, metrics) {
  for (const [name, { calls, reverts }] of Object.entries(metrics ?? {})) {
    const key = name.split(':').at(-1);
    const sum = (into[key] ??= { calls: 0, done: 0 });
    sum.calls += calls;
    sum.done += calls - reverts;
  }
  return into;
}

/** Handlers that were called and never did anything: a campaign with one of them proves less than it says. */
export const idleHandlers = (counts) =>
  Object.entries(counts)
    .filter(([, { calls, done }]) => calls > 0 && done === 0)
    .map(([name]) => name);

/** One line a handler: its name, how often something came of it, of how many calls. */
export const handlerTable = (counts) =>
  Object.entries(counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { calls, done }]) => {
      const share = calls === 0 ? 0 : (100 * done) / calls;
      return `  ${name.padEnd(28)} ${String(done).padStart(10)} of ${String(calls).padStart(10)}  ${share.toFixed(1).padStart(5)} %`;
    })
    .join('\n');
