/** Each ending and each finding of an untimed exploration with its mark: whether it can happen in time, and how. */

import type { TimingReport } from '../../../reports/explore-timing.ts';
import { timeText, type Delay } from '../../explore/delays.ts';
import type { Finding } from '../../findings/finding.ts';
import type { InTime, Untimed } from '../../findings/in-time.ts';
import type { Source } from '../job.ts';
import type { Session } from '../parts.ts';
import type { Origin } from './small.ts';
import type { TimingTask } from './timing.ts';
import { wholeTokens, type Tokens } from './tokens.ts';
import type { BareFinding, BareOutcome, View } from './view.ts';

/** Judges what is asked. */
export type TimingFor = (asked: Omit<TimingTask, 'board'>) => Promise<readonly InTime[]>;

/** The mark of an ending or a finding of the view; null for what is in time anyway. */
export type Marks = (one: BareOutcome | BareFinding | undefined) => TimingReport | null;

const ENDLESS: InTime = { is: 'not judged', why: 'it goes on for ever, which no run in time shows', runs: 0 };
const BY_DESIGN: InTime = { is: 'not judged', why: 'the system means it to be so', runs: 0 };

/** All marks, made together. */
export async function marksOf(
  session: Session,
  source: Source,
  { outcomes, findings }: View,
  timingFor: TimingFor,
): Promise<Marks> {
  const { scenario } = source;
  const untimed = ({ origin }: { readonly origin: Origin }): boolean => origin.clock === 'untimed';
  const asked = [
    ...Object.entries(outcomes).flatMap(([device, all]) =>
      all.filter(untimed).map((one) => {
        const finding: Finding = { is: 'ending', device, driver: one.driver };
        return { one, asked: { finding, deviations: scheduleIn(one.origin) } };
      }),
    ),
    ...findings
      .filter((one) => untimed(one) && !one.byDesign && !one.loop)
      .map((one) => ({ one, asked: { finding: breachOf(one), deviations: scheduleIn(one.origin) } })),
  ];
  const judged =
    asked.length === 0 ? [] : await timingFor({ scenario, asked: asked.map((each) => each.asked) });
  const tokens = wholeTokens(session, source, 'timed');
  const marks = new Map<object, InTime>(
    asked.flatMap(({ one }, index) => {
      const found = judged[index];
      return found ? [[one, found]] : [];
    }),
  );
  return (one) => {
    if (!one || !untimed(one)) return null;
    return reportOf(marks.get(one) ?? ('loop' in one && one.loop ? ENDLESS : BY_DESIGN), tokens);
  };

  /** The schedule, if it is one of the whole scenario. */
  function scheduleIn(origin: Origin): Untimed['deviations'] {
    return origin.scenario === scenario && origin.seed === null ? origin.deviations : null;
  }
}

const breachOf = ({ invariant, device, strength, slot }: BareFinding): Finding => ({
  is: 'breach',
  invariant,
  device,
  strength: strength ?? null,
  slot: slot ?? null,
});

/** In a sentence, of how many nobody knows; what is so by design is none of them. */
export function notTimedOf(all: readonly Timed[]): readonly string[] {
  const open = all.filter(({ timing, byDesign = false }) => timing?.verdict === 'not-judged' && !byDesign);
  if (open.length === 0) return [];
  const reasons = [...new Set(open.flatMap(({ timing }) => timing?.why ?? []))];
  const which = open.length === 1 ? 'one ending or finding' : `${open.length} endings or findings`;
  return [`Whether ${which} can happen with the durations of the file: ${reasons.join('; ')}.`];
}

interface Timed {
  readonly timing: TimingReport | null;
  readonly byDesign?: boolean;
}

const NOTHING = { delays: [], why: [], runs: 0, token: null, replay: null } as const;

function reportOf(judged: InTime, tokens: Tokens): TimingReport {
  switch (judged.is) {
    case 'possible': {
      const verdict = judged.delays.length === 0 ? 'possible' : 'needs-delays';
      const run = tokens({ seed: null, deviations: judged.deviations });
      return { ...NOTHING, verdict, delays: judged.delays.map(delayOf), ...run };
    }
    case 'impossible':
      return { ...NOTHING, verdict: 'impossible', why: judged.why, runs: judged.runs };
    case 'not judged':
      return { ...NOTHING, verdict: 'not-judged', why: [judged.why], runs: judged.runs };
  }
}

function delayOf({ process, about, min, max, takes }: Delay): TimingReport['delays'][number] {
  const says = `${about} takes ${roundText(takes)} (${timeText(min)} to ${timeText(max)})`;
  return { process, about, min, max, takes, says };
}

/** Some nanoseconds more or less decide who is first; what a reader wants to know is the rest. */
function roundText(takes: number): string {
  const near = Math.round(takes / MICROSECOND) * MICROSECOND;
  const off = takes - near;
  if (off === 0 || Math.abs(off) > NEAR) return timeText(takes);
  return `${off > 0 ? 'more than' : 'almost'} ${timeText(near)}`;
}

const MICROSECOND = 1_000;
const NEAR = 20;
