/**
 * The shape of a checked log as a valibot schema, and from it the JSON Schema that `probesim schema check-log` prints.
 * The compiler checks at the end of the file that schema and type agree, both ways.
 */

import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { LogReport } from './check-log-report.ts';
import type { Same, Writable } from './schema-parts.ts';

const Line = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.description('Of the log, from 1.'));
const Names = v.array(v.string());

const PartSchema = v.strictObject({
  device: v.pipe(v.nullable(v.string()), v.description('Null: the whole scenario.')),
  suppliers: v.pipe(Names, v.description('Devices that it was seen to wait for, checked with it.')),
  lines: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.description('That are about it.')),
  verdict: v.pipe(
    v.picklist(['admitted', 'contradicted', 'undecided']),
    v.description('Undecided: the search was cut, nothing is sure.'),
  ),
  misfit: v.pipe(
    v.nullable(v.strictObject({ line: Line, text: v.string(), allowed: Names })),
    v.description('The first line that the model does not admit, and what it allowed there.'),
  ),
  supposed: v.pipe(
    v.array(v.strictObject({ beforeLine: Line, actions: Names })),
    v.description('Writes to sysfs that the log does not tell of (--by-hand).'),
  ),
});

export const LogReportSchema = v.pipe(
  v.strictObject({
    format: v.literal(1),
    file: v.string(),
    scenario: v.pipe(v.nullable(v.string()), v.description('Null: each device by itself.')),
    byHand: v.boolean(),
    checked: v.array(PartSchema),
    notChecked: v.array(v.strictObject({ device: v.string(), why: v.string() })),
  }),
  v.title('probesim checked log'),
  v.description("A kernel's log held against the model, device by device or as a whole scenario."),
);

/** The published JSON Schema (draft 2020-12) of what `probesim check-log --format json` prints. */
export function checkLogJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...toJsonSchema(LogReportSchema, { target: 'draft-2020-12' }) };
}

/** Does not compile when the schema and `LogReport` differ. */
export const SCHEMA_AGREES: Same<Writable<v.InferOutput<typeof LogReportSchema>>, Writable<LogReport>> = true;
