/**
 * The causal slice of a turn: what had to happen before it, and nothing else. The rest of the run could have been left
 * out, or come later, and the turn would have been the same.
 */
import type { Footprint } from '../engine/effect.ts';
import { pastOf, predecessors } from './before.ts';
import { asObjects, type TurnTaken } from './taken.ts';

/** A turn of the slice, or a run of turns folded away. */
export type SlicePiece =
  | {
      readonly is: 'turn';
      readonly index: number;
      readonly turn: TurnTaken;
      /** Where processes meet: it hands something on to another one or gets it, and not by way of a third turn. */
      readonly meets: boolean;
    }
  | { readonly is: 'folded'; readonly count: number };

export interface Slice {
  readonly pieces: readonly SlicePiece[];
  readonly kept: number;
  readonly folded: number;
  /** The last turn that it is about, -1: what the run ended with. */
  readonly at: number;
}

export interface SliceOptions {
  /** Positions of the turns that it is about; none: how the run ended. */
  readonly about: readonly number[];
  /** What was looked at when these turns had been taken: a claim reads the world, too. */
  readonly looksAt?: Footprint;
}

/** The past of turns (or of an ending), and of what was looked at after them. */
export function sliceOf(turns: readonly TurnTaken[], { about, looksAt }: SliceOptions): Slice {
  const at = Math.max(-1, ...about);
  const known = at < 0 ? turns : turns.slice(0, at + 1);
  const edges = predecessors([...known, lookOf(known.length, looksAt)]);
  const past = pastOf(edges, [...about, known.length]);
  const meetings = meetingsOf(known, edges, past);
  for (const index of about) meetings.add(index);
  const pieces: SlicePiece[] = [];
  let folded = 0;
  const fold = (): void => {
    if (folded > 0) pieces.push({ is: 'folded', count: folded });
    folded = 0;
  };
  turns.forEach((turn, index) => {
    if (index < known.length && past.has(index)) {
      fold();
      pieces.push({ is: 'turn', index, turn, meets: meetings.has(index) });
    } else folded++;
  });
  fold();
  const kept = pieces.filter(({ is }) => is === 'turn').length;
  return { pieces, kept, folded: turns.length - kept, at };
}

/** Looking at the world as one more turn, of nobody. */
function lookOf(step: number, looksAt: Footprint = { reads: [], writes: [] }): TurnTaken {
  const touches = { ...asObjects(looksAt), writes: [], merges: [] };
  const idle = { waits: false, enabledBy: -1, missed: [], takes: null };
  return { process: '', step, does: '', touches, after: -1, ...idle };
}

/** Both ends of every edge between two processes that no other way through the past makes superfluous. */
function meetingsOf(
  turns: readonly TurnTaken[],
  edges: readonly (readonly number[])[],
  past: ReadonlySet<number>,
): Set<number> {
  const meetings = new Set<number>();
  const reached = new Map<number, Uint32Array>();
  const words = Math.ceil((turns.length + 1) / 32);
  for (const index of [...past].sort((a, b) => a - b)) {
    const own = new Uint32Array(words);
    for (const from of [...(edges[index] ?? [])].reverse()) {
      if (((own[from >>> 5] ?? 0) >>> (from & 31)) & 1) continue;
      const before = reached.get(from);
      before?.forEach((word, at) => (own[at] = (own[at] ?? 0) | word));
      own[from >>> 5] = (own[from >>> 5] ?? 0) | (1 << (from & 31));
      const [one, other] = [turns[from], turns[index]];
      if (one?.process === other?.process) continue;
      meetings.add(from);
      if (other) meetings.add(index);
    }
    reached.set(index, own);
  }
  return meetings;
}
