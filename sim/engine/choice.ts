/**
 * The one door for nondeterminism. Who runs next, how a probe ends, how long it takes, whether a fault strikes: each
 * is a question with numbered options, answered by one chooser. Option 0 is the boring one, so the run that answers 0
 * everywhere is an ordinary boot and a schedule can be told by its deviations alone. A point with one option is not
 * asked. Random, exhaustive, replayed, property-based and human exploration differ only in the chooser.
 */

export type ChoiceKind = 'schedule' | 'outcome' | 'fault' | 'delay';

/** A question. Texts are made on demand: a chooser that does not look at them costs nothing. */
export interface ChoicePoint {
  readonly kind: ChoiceKind;
  /** How many options, at least 2. For delays: max - min + 1 nanoseconds, option i is min + i. */
  readonly count: number;
  /** What it is about: `probe of gpu by i915`; for schedules the process that ran last. */
  about(): string;
  /** Stable identity of the place: a process, how many steps it had taken, what is asked. No two questions share it. */
  place(): string;
  /** Stable identity of an option: a process's name, an outcome's word, a delay's offset. */
  option(index: number): string;
  /** schedule only: the slot of the process behind an option. */
  slot(index: number): number;
  /** schedule only: how many steps the process behind an option has taken. */
  stepsOf(index: number): number;
}

export interface Chooser {
  choose(point: ChoicePoint): number;
}

/** Always option 0. */
export const boring: Chooser = { choose: () => 0 };

/** An answer that was not option 0, told by identities so that it survives an edit that does not concern it. */
export interface Deviation {
  readonly at: string;
  readonly pick: string;
}

/** One recorded answer with its question. */
export interface Answer {
  readonly kind: ChoiceKind;
  readonly at: string;
  readonly about: string;
  readonly count: number;
  readonly picked: number;
  readonly pick: string;
}

/** Letters of the kinds in place identities: a schedule and an outcome can be asked at one place. */
const LETTER: Record<ChoiceKind, string> = { schedule: 's', outcome: 'o', fault: 'f', delay: 'd' };

/** Stable identity of a question: its kind and its place. */
export function placeOf(point: ChoicePoint): string {
  return `${LETTER[point.kind]}:${point.place()}`;
}

/** A chooser that passes every question on and records the answer. */
export interface Recording extends Chooser {
  readonly answers: readonly Answer[];
  deviations(): Deviation[];
}

/** Records all that `inner` answers. */
export function recorded(inner: Chooser): Recording {
  const answers: Answer[] = [];
  return {
    answers,
    choose(point) {
      const picked = inner.choose(point);
      const { kind, count } = point;
      answers.push({
        kind,
        at: placeOf(point),
        about: point.about(),
        count,
        picked,
        pick: point.option(picked),
      });
      return picked;
    },
    deviations: () => answers.filter(({ picked }) => picked !== 0).map(({ at, pick }) => ({ at, pick })),
  };
}

/** Thrown by a strict replay when the questions are no longer those of the recording. */
export class ReplayMismatch extends Error {
  readonly at: string;
  constructor(at: string, message: string) {
    super(message);
    this.at = at;
  }
}

/** What a replay could not follow. */
export interface Replay extends Chooser {
  /** Deviations whose place was never asked about. */
  unused(): Deviation[];
}

/**
 * Answers as recorded: the deviations at their places, option 0 elsewhere. Strict replays throw ReplayMismatch when a
 * place is asked about but its option is gone; tolerant ones answer 0 there and carry on.
 */
export function replayed(deviations: readonly Deviation[], strict = true): Replay {
  const waiting = new Map<string, Deviation>(deviations.map((deviation) => [deviation.at, deviation]));
  return {
    choose(point) {
      const deviation = waiting.get(placeOf(point));
      if (!deviation) return 0;
      waiting.delete(deviation.at);
      const index = optionIndex(point, deviation.pick);
      if (index >= 0) return index;
      if (strict) throw mismatch(point, deviation);
      return 0;
    },
    unused: () => [...waiting.values()],
  };
}

/** Index of the option with this identity, -1 if it is not offered. Delays are named by their offset. */
function optionIndex(point: ChoicePoint, pick: string): number {
  if (point.kind === 'delay') {
    const offset = Number(pick);
    return Number.isInteger(offset) && offset >= 0 && offset < point.count ? offset : -1;
  }
  for (let index = 0; index < point.count; index++) if (point.option(index) === pick) return index;
  return -1;
}

function mismatch(point: ChoicePoint, deviation: Deviation): ReplayMismatch {
  const offered = Array.from({ length: Math.min(point.count, 8) }, (_, index) => point.option(index));
  return new ReplayMismatch(
    deviation.at,
    `at ${deviation.at} the recording picked "${deviation.pick}", now offered: ${offered.join(', ')}`,
  );
}
