/**
 * The shape of a report as a valibot schema, and from it the JSON Schema that `probesim schema report` prints. The
 * compiler checks at the end of the file that schema and type agree, both ways.
 */

import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import {
  DeviceSchema,
  EndingSchema,
  FactSchema,
  FindingSchema,
  type Same,
  type Writable,
} from './schema-parts.ts';
import type { Report } from './report.ts';

const Names = v.array(v.string());

export const ReportSchema = v.pipe(
  v.strictObject({
    format: v.pipe(v.literal(1), v.description('Version of this format.')),
    scenario: v.strictObject({ title: v.string(), file: v.string(), digest: v.string() }),
    system: v.strictObject({
      name: v.string(),
      says: v.string(),
      family: v.picklist(['linux', 'proposal', 'other']),
      quirks: Names,
    }),
    clock: v.picklist(['timed', 'untimed']),
    seed: v.nullable(v.string()),
    token: v.pipe(v.string(), v.description('Replays this run: probesim replay TOKEN.')),
    replay: v.pipe(v.string(), v.description('The whole command that replays this run.')),
    traceHash: v.pipe(
      v.string(),
      v.regex(/^[0-9a-f]{16}$/),
      v.description('Hash over all facts and times: equal for equal (scenario, seed), everywhere.'),
    ),
    ending: EndingSchema,
    devices: v.record(v.string(), DeviceSchema),
    findings: v.array(FindingSchema),
    notJudged: v.pipe(Names, v.description('Claims that one run cannot judge.')),
    invariants: v.array(v.strictObject({ name: v.string(), says: v.string(), held: v.boolean() })),
    assumptions: v.pipe(Names, v.description('What the importer assumed because no dump can tell it.')),
    facts: v.exactOptional(v.pipe(v.array(FactSchema), v.description('The trace, only with --trace.'))),
  }),
  v.title('probesim report'),
  v.description('Times are integer nanoseconds of virtual time, null under the untimed clock.'),
);

/** The published JSON Schema (draft 2020-12) of one report. */
export function reportJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...toJsonSchema(ReportSchema, { target: 'draft-2020-12' }) };
}

/** Does not compile when the schema and `Report` differ. */
export const SCHEMA_AGREES: Same<Writable<v.InferOutput<typeof ReportSchema>>, Writable<Report>> = true;
