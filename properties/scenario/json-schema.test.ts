/** The published JSON Schema: complete, closed, and equal to the file that editors are given. */
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../sim/scenario/schema.ts';

/** A JSON Schema as far as these tests look into it. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

function schemasIn(schema: Schema, path: string): [string, Schema][] {
  const below = [
    ...Object.entries(schema.properties ?? {}),
    ...(typeof schema.additionalProperties === 'object' ? [['*', schema.additionalProperties] as const] : []),
    ...(schema.items === undefined ? [] : [['[]', schema.items] as const]),
    ...(schema.anyOf ?? []).map((option) => ['', option] as const),
  ];
  return [[path, schema], ...below.flatMap(([key, child]) => schemasIn(child, `${path}/${key}`))];
}

describe('the JSON Schema of scenario files', () => {
  const all = schemasIn(scenarioJsonSchema() as Schema, '');

  // To accept a change: npx vitest run properties/scenario/json-schema.test.ts --update
  it('is the one that editors are given', async () => {
    const text = await prettier.format(JSON.stringify(scenarioJsonSchema()), {
      parser: 'json',
      printWidth: 110,
    });
    await expect(text).toMatchFileSnapshot('../../scenarios/scenario.schema.json');
  });

  it('explains every key', () => {
    const keys = all.flatMap(([path, { properties = {} }]) =>
      Object.entries(properties).map(([key, schema]) => [`${path}/${key}`, schema] as const),
    );
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter(([, { description }]) => description === undefined).map(([path]) => path)).toEqual([]);
  });

  it('refuses keys it does not know', () => {
    const open = all.filter(
      ([, { properties, additionalProperties }]) =>
        properties !== undefined && additionalProperties !== false,
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it('can be sent through JSON', () => {
    const schema = scenarioJsonSchema();
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
