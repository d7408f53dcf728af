/** Searches device by device: racks of any size, and every ending of each shipped machine. */
import { readdirSync } from 'node:fs';
import { inOwnProcess } from './own-process.ts';
import { count, seconds, table, verdict, type Section } from './table.ts';

const MERGED = [10, 100, 1_000, 10_000];
const UNMERGED = [10, 20, 40, 80, 160];
const MACHINES = 'scenarios/machines';
const RACK_SECONDS_MAX = 1;
const MACHINE_SECONDS_MAX = 10;
const MACHINE_MEGABYTES_MAX = 1024;

/** Devices of four classes: each class explored once, and each device explored. */
export function racks(): Section {
  const sizes = [
    ...MERGED.map((devices) => ({ devices, merged: true })),
    ...UNMERGED.map((devices) => ({ devices, merged: false })),
  ];
  const rows = sizes.flatMap(({ devices, merged }) => {
    const measured = inOwnProcess({ task: 'rack', count: devices, merged });
    return measured ? [{ ...measured.found, merged, seconds: measured.seconds, peak: measured.peak }] : [];
  });
  const cells = rows.map(({ devices, merged, searches, states, complete, ...row }) => [
    merged ? 'each class once' : 'each device',
    count(devices),
    count(searches),
    `${count(states)}${complete ? '' : ', NOT complete'}`,
    `${seconds(row.seconds)}${merged ? verdict(row.seconds < RACK_SECONDS_MAX, 'under 1 s') : ''}`,
    merged ? '' : ((row.seconds * 1e3) / devices).toFixed(0),
  ]);
  return {
    title: 'Projection',
    text: [
      `A made-up machine that boots, with udev, cold plug and all modules; devices of four kinds (drivers built in and in
modules, one or two of them, some may fail). All promises are checked. Processor time of projecting and searching.`,
      table(['', 'devices', 'searches', 'states', 'seconds', 'ms a device'], cells),
    ].join('\n\n'),
    rows,
  };
}

/** Every ending of each shipped machine. */
export function machines(): Section {
  const files = readdirSync(MACHINES).filter((name) => name.endsWith('.yaml'));
  const rows = files.flatMap((file) => {
    const measured = inOwnProcess({ task: 'machine', file: `${MACHINES}/${file}` });
    return measured
      ? [
          {
            machine: file.replace('.yaml', ''),
            ...measured.found,
            seconds: measured.all,
            peak: measured.peak,
          },
        ]
      : [];
  });
  const cells = rows.map(({ machine, devices, searches, states, complete, seconds: taken, peak }) => [
    machine,
    complete ? 'exhaustive, every cluster' : 'NOT complete',
    count(devices),
    count(searches),
    count(states),
    `${seconds(taken)}${verdict(complete && taken < MACHINE_SECONDS_MAX, 'under 10 s')}`,
    `${peak.toFixed(0)}${verdict(peak < MACHINE_MEGABYTES_MAX, 'under 1 GiB')}`,
  ]);
  return {
    title: 'Every ending of each shipped machine',
    text: [
      `With its module database, cold plug, udev workers and all modules; all promises are checked. Processor time of the
whole process and its largest resident memory.`,
      table(['', '', 'devices', 'searches', 'states', 'seconds', 'MB'], cells),
    ].join('\n\n'),
    rows,
  };
}
