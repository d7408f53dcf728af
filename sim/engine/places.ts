/**
 * Where a process stands, as text that survives an edit of the scenario: the function that it is in, with what it is
 * about, and how many results it has got there. Counting all steps of a process would not do: a boot that meets one
 * more device takes more of them. A place that a process comes to again has a number.
 *
 * Only the machine's maker knows what arguments stand for (Blueprint.frameText); without that, steps are counted.
 */
import type { ProcessFunction } from './effect.ts';
import { ENDED } from './intern.ts';
import { WORDS_PER_SLOT, type Machine } from './machine.ts';

/** A function and its arguments in words; `named` if they say what it is about. */
export interface FrameText {
  readonly text: string;
  readonly named: boolean;
}

/** What of a stack a place is told from, innermost first. */
export interface PlaceFrame<W> {
  readonly fn: ProcessFunction<W>;
  readonly args: readonly number[];
  /** Results since the function began. */
  readonly received: number;
}

/** The places of one run. */
export interface Places {
  /** The process in this slot has just come to where it stands; `identity` is its own even if it has ended. */
  arrive(slot: number, identity: number): void;
  /** Where it stands. */
  of(slot: number, identity: number): string;
}

const OVER = 'end';

/** Keeps track of places; undefined if the machine's maker does not tell what arguments stand for. */
export function placesOf<W>(machine: Machine<W>): Places | undefined {
  const { frameText } = machine.blueprint;
  if (!frameText) return undefined;
  /** By local state. Running generators keep one handle all their life, so nothing can be remembered of them. */
  const texts: string[] = [];
  /** By identity and text: how often. */
  const visits = new Map<number, Map<string, number>>();
  const textOf = (slot: number): string => {
    const state = machine.memory[machine.slotAt + slot * WORDS_PER_SLOT]!;
    if (state === ENDED) return OVER;
    if (!machine.keepsStates) return told(machine.framesOf(slot), frameText);
    return (texts[state] ??= told(machine.framesOf(slot), frameText));
  };
  return {
    arrive(slot, identity) {
      let own = visits.get(identity);
      if (!own) visits.set(identity, (own = new Map()));
      const text = textOf(slot);
      own.set(text, (own.get(text) ?? 0) + 1);
    },
    of(slot, identity) {
      const text = textOf(slot);
      const count = visits.get(identity)?.get(text) ?? 0;
      return count > 1 ? `${text}#${count}` : text;
    },
  };
}

/** From the innermost function out to the first that says what it is about. */
function told<W>(
  frames: readonly PlaceFrame<W>[],
  frameText: (fn: ProcessFunction<W>, args: readonly number[]) => FrameText,
): string {
  const parts: string[] = [];
  for (const { fn, args, received } of frames) {
    const { text, named } = frameText(fn, args);
    parts.push(received > 0 ? `${text}.${received}` : text);
    if (named) break;
  }
  return parts.join('<');
}
