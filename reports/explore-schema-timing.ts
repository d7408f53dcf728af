/** The part of an exploration's schema that is about what can happen in time (explore-schema.ts). */

import * as v from 'valibot';

const Nanoseconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const described = (text: string) => v.pipe(v.string(), v.description(text));
const optional = (text: string) => v.pipe(v.nullable(v.string()), v.description(text));

const DelaySchema = v.strictObject({
  process: v.string(),
  about: described('What takes longer than it has to.'),
  min: v.pipe(Nanoseconds, v.description('Nanoseconds, as all three.')),
  max: Nanoseconds,
  takes: v.pipe(Nanoseconds, v.description('So long at least, in the run of the token.')),
  says: described('In words.'),
});

export const TimingSchema = v.strictObject({
  verdict: v.pipe(
    v.picklist(['possible', 'needs-delays', 'impossible', 'not-judged']),
    v.description(
      'possible: with every step as fast as it can be; impossible: no durations give its schedule, nor what in it ' +
        'led there, and no drawn run came to it otherwise.',
    ),
  ),
  delays: v.pipe(v.array(DelaySchema), v.description('None of them can be left out of the schedule.')),
  why: v.pipe(
    v.array(v.string()),
    v.description('The contradiction, time first, or why it was not judged; empty: it is possible.'),
  ),
  runs: v.pipe(
    v.number(),
    v.safeInteger(),
    v.minValue(0),
    v.description('Runs with durations drawn in which it was looked for in vain.'),
  ),
  token: optional('A run under the timed clock that shows it; null: none does.'),
  replay: v.nullable(v.string()),
});
