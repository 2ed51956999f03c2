import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { jsonSchema } from '@ballast/core';
import { operatorSchema } from '../../config/operatorConfig.ts';
import { catalogueSchema } from '../../observe/catalogueSchema.ts';
import { attestedFileSchema } from '../../venues/attested/attestedSchema.ts';
import { scenarioSchema } from '../../worlds/scenario/scenario.ts';
import { EXIT } from '../exitCodes.ts';
import type { Runner, Session } from '../session.ts';

const titled = (title: string, schema: z.ZodType): unknown => ({ title, ...z.toJSONSchema(schema, { io: 'input' }) });

/** Every file a person writes, by name. */
const SCHEMAS: Readonly<Record<string, () => unknown>> = {
  policy: jsonSchema,
  config: () => titled('Ballast configuration', operatorSchema),
  attested: () => titled('Ballast off-chain position', attestedFileSchema),
  catalogue: () => titled('Ballast catalogue', catalogueSchema),
  scenario: () => titled('Ballast scenario', scenarioSchema),
};

export function registerSchema(program: Command, run: Runner): void {
  program
    .command('schema')
    .addArgument(new Argument('[file]', 'which file').choices(Object.keys(SCHEMAS)).default('policy'))
    .description('the JSON Schema of a file people write: for completion in an editor')
    .addHelpText('after', '\nExample:\n  ballast schema policy > policy.schema.json')
    .action(run(async (session, name) => schemaCommand(session, String(name))));
}

async function schemaCommand(session: Session, name: string): Promise<number> {
  const schema = SCHEMAS[name]?.();
  session.output.result({ json: () => schema, text: () => `${JSON.stringify(schema, null, 2)}\n` });
  return EXIT.fine;
}
