/** The table of devices in the text report, and its short form for machines with very many of them. */

import type { Colors } from 'picocolors/types.js';
import { count, hang, pad, plain, seconds, shorten, wrap } from './layout.ts';
import type { RenderOptions } from './render.ts';
import type { DeviceReport, Report } from './report.ts';
import { slotsText } from './slots.ts';
import { isBoring, isUnmatched, listing } from './stories.ts';

/** From here on the boring devices are grouped. */
const ROWS_MAX = 40;

type Named = readonly [name: string, device: DeviceReport];

/** The lines of the section, without its heading. */
export function deviceLines(report: Report, options: RenderOptions, colours: Colors): readonly string[] {
  const all = Object.entries(report.devices);
  if (all.length === 0) return ['  (no devices)'];
  if (options.all || all.length <= ROWS_MAX) return table(all, options.width, colours);
  const boring = all.filter(([, device]) => isBoring(device));
  const unmatched = all.filter(([, device]) => isUnmatched(device));
  const absent = all.filter(([, device]) => device.state === 'absent' && device.tried.length === 0);
  const folded = new Set([...boring, ...unmatched, ...absent].map(([name]) => name));
  const rest = all.filter(([name]) => !folded.has(name));
  return [
    ...(rest.length > 0 ? table(rest, options.width, colours) : []),
    ...boundAsExpected(boring, options.width, colours),
    ...foldedLine(unmatched.length, 'that no driver of the scenario matches', options.width),
    ...foldedLine(absent.length, 'that never appeared', options.width),
  ];
}

function foldedLine(devices: number, which: string, width: number): readonly string[] {
  return devices === 0 ? [] : hang('  ', `${count(devices, 'device')} ${which} (--all lists them)`, width);
}

/** Grouped by driver, in the order of the first bind, whose time stands in front. */
function boundAsExpected(devices: readonly Named[], width: number, colours: Colors): readonly string[] {
  if (devices.length === 0) return [];
  const byDriver = new Map<string, Named[]>();
  for (const named of devices.toSorted(byBindTime)) {
    const driver = named[1].driver ?? '';
    byDriver.set(driver, [...(byDriver.get(driver) ?? []), named]);
  }
  const column = Math.min(18, Math.max(...[...byDriver.keys()].map((name) => plain(name).length)));
  const lines = [...byDriver].flatMap(([driver, group]) => {
    const at = group[0]?.[1].boundAt ?? null;
    const lead = `    ${at === null ? '' : `${seconds(at).padStart(9)}  `}${cell(driver, column)}  `;
    return hang(lead, group.map(([name]) => name).join(', '), width);
  });
  const title = `${count(devices.length, 'device')} bound as expected, first bind first:`;
  return [`  ${colours.green(title)}`, ...lines];
}

function byBindTime([, a]: Named, [, b]: Named): number {
  return (a.boundAt ?? 0) - (b.boundAt ?? 0);
}

const cell = (text: string, width: number): string => pad(shorten(plain(text), width), width);

function table(devices: readonly Named[], width: number, colours: Colors): readonly string[] {
  const rows = devices.map(([name, device]) => [
    name,
    device.driver ?? '-',
    whenBound(device),
    device.boundBy ?? '',
  ]);
  const widths = columns([['device', 'driver', 'when', 'by'], ...rows], width);
  const row = (cells: readonly string[]): string => {
    return `  ${cells.map((text, i) => cell(text, widths[i] ?? 0)).join('  ')}`.trimEnd();
  };
  const lines = devices.flatMap(([, device], i) => [
    paint(device, row(rows[i] ?? []), colours),
    ...slotLines(device, width),
    ...refusedLines(device, width),
  ]);
  return [colours.dim(row(['device', 'driver', 'when', 'by'])), ...lines];
}

/** Natural widths, the first two columns capped; `by` gets what is left. */
function columns(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const natural = (i: number, max: number): number => {
    return Math.min(max, Math.max(...rows.map((row) => [...plain(row[i] ?? '')].length)));
  };
  const [device, driver, when] = [natural(0, 26), natural(1, 18), natural(2, 10)];
  return [device, driver, when, width - 8 - device - driver - when];
}

function whenBound(device: DeviceReport): string {
  if (device.state !== 'bound') return device.state;
  return device.boundAt === null ? 'bound' : seconds(device.boundAt);
}

function paint(device: DeviceReport, row: string, colours: Colors): string {
  switch (device.state) {
    case 'bound':
      return colours.green(row);
    case 'deferred':
    case 'claimed':
      return colours.yellow(row);
    case 'unbound':
    case 'absent':
      return colours.dim(row);
  }
}

function slotLines({ slots }: DeviceReport, width: number): readonly string[] {
  const text = slotsText(slots).trim();
  return text === '' ? [] : hang('      slots: ', text.slice(1, -1), width);
}

function refusedLines({ tried }: DeviceReport, width: number): readonly string[] {
  const refused = tried
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ driver, outcome }) => `${driver} ${outcome}`);
  if (refused.length === 0) return [];
  const lead = '      tried before: ';
  const lines = wrap(plain(listing(runs(refused), 8)), width - lead.length);
  return lines.map((line, i) => (i === 0 ? lead : ' '.repeat(lead.length)) + line);
}

/** `x, x, x` becomes `x (3 times)`. */
function runs(items: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].map(([item, times]) => (times === 1 ? item : `${item} (${times} times)`));
}
