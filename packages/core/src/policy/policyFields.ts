import { jsonSchema, type JsonSchema } from './jsonSchema.ts';

/** One field of a policy document, as its reference shows it. */
export interface PolicyField {
  /** Keys from the top joined by dots; `[]` marks a list. */
  readonly path: string;
  readonly meaning: string;
  readonly unit: string;
  /** As it would be written; null where its mapping must have it, empty where leaving it out means none. */
  readonly fallback: string | null;
  readonly enforcedBy: 'chain' | 'engine';
  /** Empty where the unit shows it already. */
  readonly example: string;
  /** Kinds of its list that have it; empty where all do. */
  readonly kinds: readonly string[];
}

/** Every field of the policy document in the order of the schema, from the schema itself. Pure. */
export function policyFields(): PolicyField[] {
  return mergeKinds(fieldsOf(jsonSchema(), '', null, []));
}

function fieldsOf(node: JsonSchema, path: string, fallback: string | null, kinds: readonly string[]): PolicyField[] {
  const alternatives = listOf(node['oneOf']);
  if (alternatives.length > 0) return alternatives.flatMap((item) => fieldsOf(item, path, fallback, [kindOf(item)]));
  if (isNode(node['items'])) return fieldsOf(node['items'], `${path}[]`, fallback, kinds);
  if (isNode(node['properties'])) {
    const required = new Set(Array.isArray(node['required']) ? node['required'] : []);
    return Object.entries(node['properties']).flatMap(([key, child]) => {
      if (!isNode(child)) return [];
      const own =
        child['default'] === undefined || typeof child['default'] === 'object' ? '' : String(child['default']);
      return fieldsOf(child, path === '' ? key : `${path}.${key}`, required.has(key) ? null : own, kinds);
    });
  }
  return [
    {
      path,
      meaning: String(node['description'] ?? ''),
      unit: String(node['x-unit'] ?? ''),
      fallback,
      enforcedBy: node['x-enforcedBy'] === 'chain' ? 'chain' : 'engine',
      example: Array.isArray(node['examples']) ? String(node['examples'][0]) : '',
      kinds,
    },
  ];
}

/** Fields that every kind of a list shares stand once and name no kind. */
function mergeKinds(fields: readonly PolicyField[]): PolicyField[] {
  const all = new Set(fields.flatMap((field) => field.kinds));
  const merged = new Map<string, PolicyField>();
  for (const field of fields) {
    const before = merged.get(field.path);
    const isKind = field.path.endsWith('[].kind') && before !== undefined;
    merged.set(field.path, {
      ...field,
      meaning: isKind ? `${before.meaning}; or ${field.meaning}` : field.meaning,
      unit: isKind ? `${before.unit} · ${field.unit}` : field.unit,
      kinds: [...(before?.kinds ?? []), ...field.kinds],
    });
  }
  return [...merged.values()].map((field) => (field.kinds.length === all.size ? { ...field, kinds: [] } : field));
}

const isNode = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): JsonSchema[] => (Array.isArray(value) ? value.filter(isNode) : []);

function kindOf(node: JsonSchema): string {
  const properties = isNode(node['properties']) ? node['properties'] : {};
  const kind = isNode(properties['kind']) ? properties['kind'] : {};
  return String(kind['const'] ?? '');
}
