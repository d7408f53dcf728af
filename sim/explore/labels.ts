/**
 * Which answers of a schedule matter: each is set free while all others stay, and the run is made again with every
 * other option in its place. What is needed, some other answer loses; where any value will do, none does. Asked about
 * are the deviations and whatever was answered about outcomes, faults and delays; the rest is the ordinary order.
 */
import { placeOf, replayed, type ChoiceKind, type Chooser, type Deviation } from '../engine/choice.ts';

/** One answer of a schedule, and whether another one would have done. */
export interface Label {
  readonly kind: ChoiceKind;
  readonly at: string;
  /** What it is about; of a schedule, the process that would have gone on. */
  readonly about: string;
  readonly pick: string;
  readonly label: 'needed' | 'any value';
  /** Other answers that show the same, among those tried. */
  readonly instead: readonly string[];
}

export interface LabelOptions {
  readonly deviations: readonly Deviation[];
  /** Whether one execution from the start under this chooser shows what the schedule is wanted for. */
  readonly shows: (chooser: Chooser) => boolean;
  /** Executions allowed; answers that they do not reach get no label. */
  readonly budget?: number;
}

/** Other answers tried for one question; delays have more, of which as many are taken, evenly spread. */
const TRIES = 20;
const EXECUTIONS_MAX = 400;

interface Question {
  readonly kind: ChoiceKind;
  readonly at: string;
  readonly about: string;
  /** Names of the options to be tried, the own one included. */
  readonly offered: readonly string[];
  readonly pick: string;
}

/** Labels in the order of the run. */
export function labelsOf({ deviations, shows, budget = EXECUTIONS_MAX }: LabelOptions): readonly Label[] {
  const questions: Question[] = [];
  shows(noting(replayed(deviations, false), questions));
  let left = budget;
  return questions.flatMap((question): Label[] => {
    const { kind, at, about, pick, offered } = question;
    const others = offered.filter((option) => option !== pick);
    left -= others.length;
    if (left < 0) return [];
    const rest = deviations.filter((each) => each.at !== at);
    const instead = others.filter((other) => shows(replayed([...rest, { at, pick: other }], false)));
    const label = instead.length === others.length ? 'any value' : 'needed';
    return [{ kind, at, about, pick, label, instead }];
  });
}

/** Notes the questions that are worth a label. */
function noting(inner: Chooser, questions: Question[]): Chooser {
  return {
    choose(point) {
      const picked = inner.choose(point);
      const { kind, count } = point;
      if (kind === 'schedule' && picked === 0) return picked;
      const about = kind === 'schedule' ? point.option(0) : point.about();
      const tried = Math.min(count, TRIES + 1);
      const offered = Array.from({ length: tried }, (_, index) =>
        point.option(Math.floor((index * (count - 1)) / (tried - 1))),
      );
      questions.push({ kind, at: placeOf(point), about, offered, pick: point.option(picked) });
      return picked;
    },
  };
}
