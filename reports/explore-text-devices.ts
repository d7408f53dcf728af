/** Who can end with what, in the text report of an exploration; devices with nothing to tell are folded. */

import type { Colors } from 'picocolors/types.js';
import type { DeviceOutcome, DeviceOutcomes, ExploreReport } from './explore-report.ts';
import type { Runs } from './explore-text-runs.ts';
import { timingLines } from './explore-text-small.ts';
import { timingText } from './explore-timing.ts';
import { howSentence, shareText } from './explore-verdict.ts';
import { count, hang, pad, plain, shorten } from './layout.ts';
import { slotsText } from './slots.ts';

type Named = readonly [name: string, device: DeviceOutcomes];

/** From here on devices that always end the same way are grouped by driver. */
const ROWS_MAX = 12;

const DEVIATION =
  'A deviation: at one point another process goes on, or something fails, than in the ordinary run.';

/** The lines of the section, without its heading. */
export function outcomeLines(
  report: ExploreReport,
  runs: Runs,
  colours: Colors,
  showAll: boolean,
): readonly string[] {
  const { width } = runs;
  const all = Object.entries(report.devices);
  if (all.length === 0) return ['  (no devices)'];
  const unmatched = new Set(report.unmatched);
  const isOpen = ([, { outcomes }]: Named): boolean => outcomes.length > 1;
  const open = all.filter(isOpen);
  const nothing = all.filter(([, { outcomes }]) => outcomes.length === 0);
  const settled = all.filter(([, { outcomes }]) => outcomes.length === 1);
  const fold = !showAll && settled.length > ROWS_MAX;
  const boring = settled.filter(([name]) => !fold || !unmatched.has(name));
  const folded = settled.length - boring.length;
  const mentions = open.some(([, { outcomes }]) => outcomes.some(({ deviations }) => deviations > 0));
  return [
    ...alike(open, report, showAll).flatMap(([named, likewise]) => [
      ...openLines(named, runs, colours, report.clock === 'timed'),
      ...likewiseLines(likewise, width),
    ]),
    ...(mentions ? hang('  ', DEVIATION, width).map((line) => colours.dim(line)) : []),
    ...(fold ? byDriver(boring, width, colours) : boring.flatMap((named) => settledLine(named, width))),
    ...(folded > 0
      ? hang(
          '  ',
          `${count(folded, 'device')} that no driver of the scenario matches (--all lists them)`,
          width,
        )
      : []),
    ...nothing.flatMap(([name]) => hang('  ', `${name}: no order came to its end yet`, width)),
  ];
}

/** Devices with what is like them: told by the same search, and open in the same way. */
function alike(
  open: readonly Named[],
  { clusters }: ExploreReport,
  showAll: boolean,
): readonly (readonly [Named, readonly string[]])[] {
  if (showAll) return open.map((named) => [named, []]);
  const groups = new Map<string, Named[]>();
  for (const named of open) {
    const [name, { outcomes }] = named;
    const cluster = clusters.findIndex(({ devices }) => devices.includes(name));
    const same = outcomes.map(({ driver, deviations, timing }) => [driver, deviations, timingText(timing)]);
    const key = JSON.stringify([cluster, same]);
    groups.set(key, [...(groups.get(key) ?? []), named]);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first ? [[first, others.map(([name]) => name)] as const] : [],
  );
}

function likewiseLines(names: readonly string[], width: number): readonly string[] {
  return names.length === 0 ? [] : hang('  likewise: ', `${names.join(', ')} (--all tells each)`, width);
}

const endingName = ({ driver, slots }: DeviceOutcome): string => driverName(driver) + slotsText(slots);

const driverName = (driver: string | null): string => driver ?? 'no driver';

function openLines(
  [name, { outcomes }]: Named,
  runs: Runs,
  colours: Colors,
  isTimed: boolean,
): readonly string[] {
  const { width } = runs;
  const drivers = outcomes.map(({ driver }) => driverName(driver));
  const which = `${drivers.slice(0, -1).join(', ')} or ${drivers.at(-1) ?? ''}`;
  return [
    ...hang(`  ${plain(name)}: `, which, width).map((line) => colours.yellow(line)),
    ...outcomes.flatMap((outcome) => [
      ...runs.lines(`    ${plain(endingName(outcome))}  `, howOf(outcome, isTimed), outcome),
      ...timingLines(outcome, runs),
    ]),
  ];
}

/** How often, where that means something: the shares of untimed runs are those of a strategy, not of any machine. */
function howOf(outcome: DeviceOutcome, isTimed: boolean): string {
  const { share } = outcome;
  if (share === undefined || !isTimed) return howSentence(outcome);
  const often = `In ${count(share.seen, 'run')}: of all such runs ${shareText(share)}.`;
  return `${often} ${howSentence(outcome)}`;
}

function settledLine([name, { outcomes }]: Named, width: number): readonly string[] {
  const [only] = outcomes;
  return hang(`  ${plain(name)}: `, `always ${only ? endingName(only) : 'no driver'}`, width);
}

function byDriver(devices: readonly Named[], width: number, colours: Colors): readonly string[] {
  if (devices.length === 0) return [];
  const groups = new Map<string, string[]>();
  for (const [name, { outcomes }] of devices) {
    const driver = driverName(outcomes[0]?.driver ?? null);
    groups.set(driver, [...(groups.get(driver) ?? []), name]);
  }
  const column = Math.min(18, Math.max(...[...groups.keys()].map((name) => plain(name).length)));
  const lines = [...groups].flatMap(([driver, names]) =>
    hang(`    ${pad(shorten(plain(driver), column), column)}  `, names.join(', '), width),
  );
  return [colours.green(`  ${count(devices.length, 'device')} always end the same way:`), ...lines];
}
