/**
 * The shape of a comparison as a valibot schema, and from it the JSON Schema that `probesim schema compare`
 * prints. The compiler checks at the end of the file that schema and type agree, both ways.
 */

import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { CompareReport } from './compare-report.ts';
import { SlotsSchema, type Same, type Writable } from './schema-parts.ts';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const RangeSchema = v.nullable(v.strictObject({ best: Count, worst: Count }));
const Names = v.array(v.string());
const Seen = {
  token: v.pipe(v.string(), v.description('Shows it again: probesim replay TOKEN.')),
  replay: v.pipe(v.string(), v.description('The whole command that shows it again.')),
};

const BreakSchema = v.strictObject({
  device: v.nullable(v.string()),
  why: v.string(),
  strength: v.pipe(
    v.nullable(v.picklist(['registered', 'obtainable'])),
    v.description('The reading of "available" in which it breaks; registered is the weaker one.'),
  ),
  slot: v.pipe(v.nullable(v.string()), v.description('Slot of the device, where it is not its main one.')),
  byDesign: v.pipe(v.boolean(), v.description('An exception that the system declares.')),
  ...Seen,
});

const CostsSchema = v.strictObject({
  runs: Count,
  unsettled: v.pipe(Count, v.description('Runs that did not end quietly.')),
  settle: v.pipe(
    RangeSchema,
    v.description('Virtual nanoseconds until the last change of a device, a driver or a module.'),
  ),
  uselessProbes: v.pipe(RangeSchema, v.description('Calls of a probe after which the driver was not bound.')),
});

const RowSchema = v.strictObject({
  name: v.string(),
  says: v.string(),
  family: v.picklist(['linux', 'proposal', 'other']),
  readFrom: v.pipe(
    v.picklist(['code', 'documents', 'proposal']),
    v.description('What its rules were read in.'),
  ),
  source: v.string(),
  leavesOut: v.pipe(v.array(v.string()), v.description('What of its source is not modelled.')),
  coverage: v.strictObject({
    kind: v.picklist(['exhaustive', 'bounded', 'sampled', 'timed-sweep']),
    complete: v.boolean(),
    states: Count,
    runs: Count,
  }),
  endings: v.record(
    v.string(),
    v.array(
      v.strictObject({
        driver: v.nullable(v.string()),
        slots: SlotsSchema,
        frequency: v.picklist(['always', 'sometimes']),
        deviations: Count,
        ...Seen,
      }),
    ),
  ),
  promises: v.array(
    v.strictObject({
      name: v.string(),
      says: v.string(),
      verdict: v.picklist(['held', 'so-far', 'broken', 'not-judged', 'by-design']),
      breaks: v.array(BreakSchema),
    }),
  ),
  stranded: v.pipe(
    Names,
    v.description('Devices that some order leaves without a driver that would accept them.'),
  ),
  costs: CostsSchema,
});

export const CompareSchema = v.pipe(
  v.strictObject({
    format: v.literal(1),
    scenario: v.strictObject({ title: v.string(), file: v.string(), digest: v.string() }),
    strategy: v.string(),
    seed: v.string(),
    again: v.pipe(v.string(), v.description('The whole command that compares again.')),
    devices: Names,
    systems: v.array(RowSchema),
    assumptions: v.pipe(Names, v.description('What the importer assumed.')),
  }),
  v.title('probesim comparison'),
  v.description('One scenario under many systems: endings, promises and costs side by side.'),
);

/** The published JSON Schema (draft 2020-12) of one comparison. */
export function compareJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...toJsonSchema(CompareSchema, { target: 'draft-2020-12' }) };
}

/** Does not compile when the schema and `CompareReport` differ. */
export const SCHEMA_AGREES: Same<
  Writable<v.InferOutput<typeof CompareSchema>>,
  Writable<CompareReport>
> = true;
