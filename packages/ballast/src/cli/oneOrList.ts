/** One artefact as it is; those of several reserves in an envelope that names its own schema. Pure. */
export const oneOrList = (schema: string, items: readonly unknown[]): unknown =>
  items.length === 1 ? items[0] : { schema, items };
