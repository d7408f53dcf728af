/** A run as a text that a reviewer can read as a diff: what happened when, by whom, how it ended, what broke. */
import type { Breach } from '../../sim/check/checker.ts';
import { disappointments, endingOf } from '../../sim/check/expect.ts';
import type { NamedFact } from '../../sim/model/fact-log.ts';
import type { Result } from '../../sim/simulate.ts';

/** The golden text of a run. Every number in it is exact: a run is repeatable to the nanosecond. */
export function goldenText(result: Result): string {
  const { scenario, clock, end, stuck, traceHash } = result;
  const quirks = scenario.quirks.length > 0 ? ` without its guards ${scenario.quirks.join(', ')}` : '';
  return [
    scenario.title,
    `${scenario.system}${quirks}, ${clock}, every choice the boring one`,
    '',
    ...factLines(result),
    '',
    `${end.is} at ${milliseconds(end.at)} ms after ${end.steps} steps`,
    ...stuck.map(({ process, waitsFor, heldBy }) => `stuck: ${process} waits for ${waitsFor}${held(heldBy)}`),
    ...Object.entries(endingOf(result.world)).map(
      ([device, driver]) => `${device}: ${driver ?? 'no driver'}`,
    ),
    ...result.breaches.map(breachLine),
    ...disappointments(scenario.expect, result.breaches, result.world).map(
      ({ why }) => `expected otherwise: ${why}`,
    ),
    ...result.notes.map((note) => `note: ${note}`),
    `trace ${traceHash}`,
    '',
  ].join('\n');
}

/** One line per fact. Steps of list walks are left out: they are half of all facts and say little. */
function factLines({ facts, world }: Result): readonly string[] {
  const named = Array.from({ length: facts.length }, (_, index) => facts.named(world.setup, index));
  const shown = named.filter(({ is }) => !is.startsWith('walk-'));
  const widest = (cells: readonly string[]): number => Math.max(0, ...cells.map(({ length }) => length));
  const times = widest(shown.map(({ at }) => milliseconds(at)));
  const authors = widest(shown.map(({ by }) => by));
  return shown.map((fact) => {
    const when = milliseconds(fact.at).padStart(times);
    return `${when}  ${fact.by.padEnd(authors)}  ${factText(fact)}`;
  });
}

/** Three digits at least, so that most times stand in a column; all nine if a time needs them. */
function milliseconds(nanoseconds: number): string {
  const rest = nanoseconds % 1_000;
  return (nanoseconds / 1_000_000).toFixed(rest === 0 ? 3 : 6);
}

function factText({ is, values }: NamedFact): string {
  return [is, ...Object.values(values)].join(' ');
}

const held = (by: readonly string[]): string => (by.length > 0 ? `, held by ${by.join(', ')}` : '');

function breachLine({ invariant, strength, why, byDesign }: Breach): string {
  return `${byDesign ? 'by design' : 'broken'}: ${invariant.name}${strength ? ` (${strength})` : ''}: ${why}`;
}
