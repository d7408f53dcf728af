/** `probesim schema`: the JSON Schemas of scenario files and of JSON reports. */

import { Argument, type Command } from 'commander';
import { SCHEMA_NAMES, type SchemaName, type Session } from './parts.ts';

/** Adds `schema` to the program. */
export function addSchema(program: Command, { parts, outside }: Session): void {
  program
    .command('schema')
    .description('print a JSON Schema, for editors and other programs')
    .addArgument(new Argument('[what]', 'which one').choices(SCHEMA_NAMES).default('scenario'))
    .action((what: SchemaName) => {
      outside.out(JSON.stringify(parts.schemas[what](), null, 2) + '\n');
    });
}
