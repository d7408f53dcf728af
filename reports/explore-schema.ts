/**
 * The shape of an exploration as a valibot schema, and from it the JSON Schema that `probesim schema explore` prints.
 * The compiler checks at the end of the file that schema and type agree, both ways.
 */

import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { ExploreReport } from './explore-report.ts';
import { SlotsSchema, type Same, type Writable } from './schema-parts.ts';
import { ShrunkSchema, SwapSchema } from './explore-schema-small.ts';
import { SwarmSchema } from './explore-schema-swarm.ts';
import { TimingSchema } from './explore-schema-timing.ts';

const Names = v.array(v.string());
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Kind = v.picklist(['exhaustive', 'bounded', 'sampled', 'timed-sweep']);
const Verdict = v.pipe(
  v.picklist(['held', 'so-far', 'broken', 'not-judged']),
  v.description('so-far: in all that was tried, which was not everything.'),
);

const Seen = {
  token: v.pipe(v.string(), v.description('Shows it again: probesim replay TOKEN.')),
  replay: v.pipe(v.string(), v.description('The whole command that shows it again.')),
  deviations: v.pipe(Count, v.description('Answers that differ from those of the ordinary run.')),
  shortest: v.pipe(v.boolean(), v.description('No schedule has fewer deviations.')),
  how: v.pipe(v.nullable(v.string()), v.description('What has to happen.')),
};

const CoverageSchema = v.strictObject({
  kind: v.pipe(Kind, v.description('How it was explored; the weakest of several searches.')),
  complete: v.pipe(v.boolean(), v.description('Nothing that the kind promises is left to try.')),
  states: Count,
  runs: Count,
  hashed: v.pipe(v.boolean(), v.description('States were told apart by signatures only.')),
  collisionAtMost: v.pipe(v.nullable(Share), v.description('Probability that any state was missed for it.')),
  bounds: v.pipe(Names, v.description('Budgets that ended a search early.')),
  perCluster: v.pipe(v.boolean(), v.description('Each device with what it depends on, the rest free.')),
  refinement: v.pipe(
    v.nullable(
      v.strictObject({
        runs: Count,
        checks: v.pipe(Count, v.description('Each run is held against the part of each device.')),
        steps: v.pipe(Count, v.description('Steps of whole runs that a part allows, too.')),
        undecided: Count,
        refused: v.pipe(Names, v.description('Steps that a part does not allow: a bug of probesim.')),
      }),
    ),
    v.description('Whole runs held against the searches device by device.'),
  ),
  confidence: v.array(
    v.strictObject({
      strategy: v.string(),
      runs: Count,
      unseen: v.pipe(Share, v.description('That the next run ends as none did: Good-Turing.')),
      breachesAtMost: v.pipe(v.nullable(Share), v.description('Of its runs, at 95 %; null: some broke.')),
    }),
  ),
});

const Timing = v.pipe(
  v.nullable(TimingSchema),
  v.description('Whether it can happen with the durations of the file; null under the timed clock.'),
);

const OutcomeSchema = v.strictObject({
  driver: v.pipe(v.nullable(v.string()), v.description('Final driver; null: none.')),
  slots: SlotsSchema,
  frequency: v.pipe(
    v.picklist(['always', 'sometimes']),
    v.description('always: in all that was tried; coverage says whether that is every order.'),
  ),
  share: v.exactOptional(
    v.pipe(
      v.strictObject({ low: Share, high: Share, seen: Count }),
      v.description('Runs that showed it, and where its share of all such runs lies, at 95 %.'),
    ),
  ),
  timing: Timing,
  ...Seen,
});

export const ExploreSchema = v.pipe(
  v.strictObject({
    format: v.pipe(v.literal(1), v.description('Version of this format.')),
    scenario: v.strictObject({ title: v.string(), file: v.string(), digest: v.string() }),
    system: v.strictObject({ name: v.string(), says: v.string(), quirks: Names }),
    clock: v.picklist(['timed', 'untimed']),
    strategy: v.strictObject({ asked: v.string(), picked: v.string() }),
    seed: v.string(),
    again: v.pipe(v.string(), v.description('The whole command that explores again.')),
    coverage: CoverageSchema,
    devices: v.record(v.string(), v.strictObject({ bus: v.string(), outcomes: v.array(OutcomeSchema) })),
    clusters: v.array(
      v.strictObject({
        devices: v.pipe(Names, v.description('Devices that this search tells about.')),
        like: v.pipe(v.string(), v.description('The one that was explored; the others differ in names.')),
        kind: Kind,
        complete: v.boolean(),
        states: Count,
        runs: Count,
      }),
    ),
    unmatched: v.pipe(Names, v.description('Devices that no driver of the scenario could ever bind.')),
    findings: v.array(
      v.strictObject({
        invariant: v.string(),
        says: v.string(),
        device: v.nullable(v.string()),
        why: v.string(),
        strength: v.exactOptional(
          v.pipe(
            v.picklist(['registered', 'obtainable']),
            v.description('The reading of "available" in which it breaks.'),
          ),
        ),
        slot: v.exactOptional(
          v.pipe(v.string(), v.description('Slot of the device, where it is not its main one.')),
        ),
        loop: v.exactOptional(
          v.pipe(
            v.strictObject({
              stem: Count,
              turns: Count,
              shortest: v.boolean(),
              within: v.nullable(Names),
              story: v.array(v.string()),
            }),
            v.description('It breaks in a run that never ends: turns before the loop, and of the loop.'),
          ),
        ),
        byDesign: v.pipe(v.boolean(), v.description('An exception that the system declares: no breach.')),
        ...Seen,
        shrunk: v.pipe(v.nullable(ShrunkSchema), v.description('In the smallest scenario that shows it.')),
        notShrunk: v.pipe(v.nullable(v.string()), v.description('Why it was not made small.')),
        swap: v.pipe(v.nullable(SwapSchema), v.description('The two turns whose order decides.')),
        timing: Timing,
      }),
    ),
    lockOrder: v.pipe(
      v.array(
        v.strictObject({
          steps: v.array(v.string()),
          verdict: v.picklist(['deadlock', 'never', 'unknown']),
          token: v.nullable(v.string()),
          replay: v.nullable(v.string()),
        }),
      ),
      v.description('Locks that processes take in a ring, and whether that can end in a deadlock.'),
    ),
    promises: v.array(
      v.strictObject({
        name: v.string(),
        says: v.string(),
        verdict: Verdict,
        why: v.nullable(v.string()),
      }),
    ),
    expectations: v.array(
      v.strictObject({
        expects: v.picklist(['ends', 'never', 'sometimes']),
        claim: v.string(),
        verdict: Verdict,
        why: v.nullable(v.string()),
        token: v.pipe(v.nullable(v.string()), v.description('A run that decides it.')),
      }),
    ),
    notCovered: v.pipe(Names, v.description('What the verdict does not say.')),
    assumptions: v.pipe(Names, v.description('What the importer assumed because no dump can tell it.')),
    swarm: v.pipe(
      v.array(SwarmSchema),
      v.description('What runs tell for each of which features were drawn; empty if there were none.'),
    ),
  }),
  v.title('probesim exploration'),
  v.description('Which endings a scenario has over the orders that were tried, and a schedule to each.'),
);

/** The published JSON Schema (draft 2020-12) of one exploration. */
export function exploreJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...toJsonSchema(ExploreSchema, { target: 'draft-2020-12' }) };
}

/** Does not compile when the schema and `ExploreReport` differ. */
export const SCHEMA_AGREES: Same<
  Writable<v.InferOutput<typeof ExploreSchema>>,
  Writable<ExploreReport>
> = true;
