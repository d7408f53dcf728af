/** The shape of what swarm tells, as a valibot schema (explore-swarm.ts has the type). */

import * as v from 'valibot';

const Names = v.array(v.string());
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Range = v.strictObject({ low: Share, high: Share });

const DrawnSchema = v.strictObject({
  run: v.pipe(Count, v.description('Number of the run among those of swarm, from 1 on.')),
  rate: v.pipe(Share, v.description('Probability that a chance for something odd was taken.')),
  on: v.pipe(v.array(Count), v.description('What was drawn, as positions in `features`.')),
});

const EffectSchema = v.strictObject({
  feature: v.string(),
  effect: v.picklist(['triggers', 'suppresses']),
  with: Range,
  without: Range,
});

const ShownSchema = v.strictObject({
  says: v.string(),
  device: v.nullable(v.string()),
  driver: v.nullable(v.string()),
  invariant: v.pipe(v.nullable(v.string()), v.description('null: it is an ending of the device.')),
});

export const SwarmSchema = v.strictObject({
  like: v.pipe(v.nullable(v.string()), v.description('Runs of the part of this device; null: of all.')),
  runs: Count,
  features: v.pipe(Names, v.description('Everything that some run could do out of the ordinary.')),
  drawn: v.pipe(v.array(DrawnSchema), v.description('Of the first thousand runs.')),
  findings: v.pipe(
    v.array(
      v.strictObject({
        shows: v.pipe(v.array(ShownSchema), v.description('What came up in these runs and in no others.')),
        hits: Count,
        first: DrawnSchema,
        effects: v.array(EffectSchema),
      }),
    ),
    v.description('What only some of the runs showed, and which features bring it about or hide it.'),
  ),
});
