/** Labels of a schedule's answers, on a toy where it is known which of them matter. */
import { describe, expect, it } from 'vitest';
import type { ChoiceKind, Chooser, ChoicePoint } from '../../sim/engine/choice.ts';
import { labelsOf } from '../../sim/explore/labels.ts';

function ask(chooser: Chooser, kind: ChoiceKind, place: string, options: readonly string[] | number): number {
  const count = typeof options === 'number' ? options : options.length;
  const point: ChoicePoint = {
    kind,
    count,
    about: () => `about ${place}`,
    place: () => place,
    option: (index) => (typeof options === 'number' ? String(index) : (options[index] ?? '?')),
    slot: (index) => index,
    stepsOf: () => 0,
  };
  return chooser.choose(point);
}

/** The accident needs b before a, a probe that fails in any of two ways, and does not care about the rest. */
function accident(chooser: Chooser): boolean {
  const first = ask(chooser, 'schedule', 'start', ['a', 'b', 'c']);
  const probe = ask(chooser, 'outcome', 'probe', ['ok', 'ENODEV', 'EIO', 'EPROBE_DEFER']);
  ask(chooser, 'outcome', 'other probe', ['ok', 'ENODEV']);
  ask(chooser, 'delay', 'nap', 1_000_000);
  ask(chooser, 'schedule', 'end', ['a', 'b']);
  return first === 1 && (probe === 1 || probe === 2);
}

const deviations = [
  { at: 's:start', pick: 'b' },
  { at: 'o:probe', pick: 'EIO' },
];

describe('labels', () => {
  it('tell what is needed, what would do instead, and where any value does', () => {
    const labels = labelsOf({ deviations, shows: accident });
    expect(labels.map(({ at, label, instead }) => [at, label, instead.length])).toEqual([
      ['s:start', 'needed', 0],
      ['o:probe', 'needed', 1],
      ['o:other probe', 'any value', 1],
      ['d:nap', 'any value', 20],
    ]);
    expect(labels[0]).toMatchObject({ about: 'a', pick: 'b' });
    expect(labels[1]).toMatchObject({ about: 'about probe', pick: 'EIO', instead: ['ENODEV'] });
  });

  it('try the shortest and the longest delay', () => {
    const tried = new Set<number>();
    labelsOf({
      deviations,
      shows: (chooser) => {
        tried.add(ask(chooser, 'delay', 'nap', 1_000_000));
        return true;
      },
    });
    expect(Math.min(...tried)).toBe(0);
    expect(Math.max(...tried)).toBe(999_999);
  });

  it('are left out where the budget ends', () => {
    expect(labelsOf({ deviations, shows: accident, budget: 5 }).map(({ at }) => at)).toEqual([
      's:start',
      'o:probe',
    ]);
  });
});
