import { operatorSchema, type OperatorConfig } from './operatorConfig.ts';
import type { LoadedConfig } from './loadConfig.ts';

export interface ConfigRow {
  readonly key: string;
  readonly value: string;
  readonly origin: string;
  readonly meaning: string;
}

const CREDENTIAL = /^(https?|wss?|postgres(ql)?):\/\//;

/** A value as it may be printed: URLs lose user, password, path and query, where keys hide. */
export function redactValue(text: string): string {
  if (!CREDENTIAL.test(text)) return text;
  try {
    const url = new URL(text);
    const hidden = url.pathname.length > 1 || url.search !== '' || url.username !== '' || url.password !== '';
    return `${url.protocol}//${url.host}${hidden ? '/…' : ''}`;
  } catch {
    return 'malformed URL';
  }
}

/** Every key of the configuration with its value (redacted), where it came from, and what it means. Pure. */
export function showConfig(loaded: LoadedConfig): ConfigRow[] {
  return (Object.keys(operatorSchema.shape) as (keyof OperatorConfig)[]).map((key) => ({
    key,
    value: printValue(loaded.config[key]),
    origin: loaded.origins[key],
    meaning: operatorSchema.shape[key].meta()?.description ?? 'the world Ballast sees: local, recorded or live',
  }));
}

function printValue(value: unknown): string {
  if (typeof value === 'string') return redactValue(value);
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map(printValue).join(', ');
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    return entries.length === 0 ? '(none)' : entries.map(([key, item]) => `${key} ${printValue(item)}`).join(', ');
  }
  return String(value);
}
