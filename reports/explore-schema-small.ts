/** The part of an exploration's schema that is about findings made small (explore-schema.ts). */

import * as v from 'valibot';

const Names = v.array(v.string());
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const described = (text: string) => v.pipe(v.string(), v.description(text));

const AnswerSchema = v.strictObject({
  kind: v.picklist(['schedule', 'outcome', 'fault', 'delay']),
  about: described('What it is about; of a schedule, the process that would have gone on.'),
  pick: v.string(),
  label: v.pipe(
    v.picklist(['needed', 'any value']),
    v.description('needed: some other answer loses the finding; any value: none does.'),
  ),
  instead: v.pipe(Names, v.description('Other answers that show the finding, too.')),
});

const MinimalSchema = v.strictObject({
  schedule: v.pipe(v.boolean(), v.description('Proved: no schedule has fewer deviations.')),
  parts: Count,
  needed: v.pipe(Count, v.description('Parts of which it is proved that they cannot be left out.')),
  states: Count,
  why: v.pipe(v.nullable(v.string()), v.description('Why not all is proved; null: it is.')),
});

export const ShrunkSchema = v.strictObject({
  scenario: described('The small scenario as a file.'),
  left: v.strictObject({ devices: Names, drivers: Names, modules: Names, actors: Names }),
  token: described('Shows the finding in the small scenario, which travels in the token.'),
  replay: v.string(),
  deviations: Count,
  deviationsBefore: Count,
  turns: Count,
  runs: v.pipe(Count, v.description('Runs that shrinking took.')),
  complete: v.pipe(v.boolean(), v.description('False: the budget ended; this is the smallest so far.')),
  answers: v.array(AnswerSchema),
  minimal: MinimalSchema,
});

const TurnSchema = v.strictObject({ process: v.string(), step: Count, does: v.string() });
const RunSchema = v.strictObject({ ends: v.string(), token: v.string(), replay: v.string() });

export const SwapSchema = v.strictObject({
  says: described('Two sentences: the two turns one way round, and the other way round.'),
  first: TurnSchema,
  second: TurnSchema,
  adjacent: v.pipe(v.boolean(), v.description('The two turns are neighbours in both runs.')),
  passes: v.pipe(RunSchema, v.description('The run in which the first turn comes first.')),
  shows: v.pipe(RunSchema, v.description('The run in which the second one does: it shows the finding.')),
});
