/** The first thing in a run that is not as in the ordinary one, in words. */

import { replayed, type ChoicePoint, type Deviation } from '../../engine/choice.ts';
import type { Told, Trials } from '../../findings/trials.ts';
import { turnWords } from '../../findings/words.ts';

interface Noted {
  readonly kind: ChoicePoint['kind'];
  readonly about: string;
  /** What was picked, and what an ordinary run would have. */
  readonly picked: Named;
  readonly usual: Named;
}

interface Named {
  readonly name: string;
  readonly step: number;
}

/** `If "bound" of register vfio-pci comes before "listed" of udev worker: igd, and 2 more.` */
export function firstDeviation(trials: Trials, deviations: readonly Deviation[]): string | null {
  const inner = replayed(deviations, false);
  const noted: Noted[] = [];
  const told = trials.tell({
    choose(point) {
      const picked = inner.choose(point);
      if (picked !== 0 && noted.length === 0) noted.push(note(point, picked));
      return picked;
    },
  });
  const [first] = noted;
  return first ? inWords(first, told, deviations.length) : null;
}

function note(point: ChoicePoint, picked: number): Noted {
  const named = (index: number): Named => ({ name: point.option(index), step: point.stepsOf(index) + 1 });
  return { kind: point.kind, about: point.about(), picked: named(picked), usual: named(0) };
}

function inWords({ kind, about, picked, usual }: Noted, told: Told, deviations: number): string {
  const more = deviations > 1 ? `, and ${deviations - 1} more` : '';
  if (kind !== 'schedule') return `If ${about} is ${picked.name} and not ${usual.name}${more}.`;
  const words = turnWords(told);
  const step = ({ name, step: number }: Named): string => {
    const index = told.turns.findIndex((turn) => turn.process === name && turn.step === number);
    const turn = told.turns[index];
    return turn ? `"${words(turn, index)}" of ${name}` : name;
  };
  return `If ${step(picked)} comes before ${step(usual)}${more}.`;
}
