/** Questions with the names of their options, for whoever wants to propose other answers. */
import { placeOf, type ChoiceKind, type Chooser } from '../engine/choice.ts';

/** One question of a run and its answer. */
export interface Asked {
  readonly kind: ChoiceKind;
  readonly at: string;
  readonly picked: number;
  /** Names of the options; empty for delays, whose options are their offsets. */
  readonly offered: readonly string[];
}

/** Passes every question on and notes it. */
export function asking(inner: Chooser): Chooser & { readonly asked: readonly Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    choose(point) {
      const picked = inner.choose(point);
      const { kind, count } = point;
      const offered =
        kind === 'delay' ? [] : Array.from({ length: count }, (_, index) => point.option(index));
      asked.push({ kind, at: placeOf(point), picked, offered });
      return picked;
    },
  };
}
