/** What stock kernels wrote about themselves (`npm run kernel:logs`): read whole, admitted, and not if it is edited. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { supposedHand } from '../../sim/import/log/by-hand.ts';
import { logEvents } from '../../sim/import/log/lines.ts';
import { rebuild } from '../../sim/import/log/rebuild.ts';
import { verdictOf } from './log-verdict.ts';

const KERNELS = ['6.1', '6.12'];
const LOGS = KERNELS.flatMap((kernel) => ['dmesg', 'functions', 'probes'].map((name) => `${kernel}/${name}`));
const MESSAGES = LOGS.filter((log) => !log.endsWith('probes'));

const read = (log: string): string =>
  readFileSync(fileURLToPath(new URL(`logs/${log}.txt`, import.meta.url)), 'utf8');
/** Up to where the guest begins to bind by hand. */
const untouched = (log: string): string => read(log).replace(/^.*from here on by hand[^]*/m, '');

function misfits(text: string, only = /./): readonly (readonly [device: string, line: number | undefined])[] {
  const log = rebuild(logEvents(text));
  return log.devices.flatMap((rebuilt) => {
    if (!only.test(rebuilt.device)) return [];
    const { is, misfit } = verdictOf(log, rebuilt);
    return is === 'admitted' ? [] : [[rebuilt.device, misfit?.line] as const];
  });
}

/** Devices that the guest made up. */
const MADE_UP = /^(?:supplier|linked|waiting|failing)$/;

const lineOf = (text: string, pattern: RegExp): number =>
  text.split('\n').findIndex((line) => pattern.test(line)) + 1;

/** Puts lines after the first that has the pattern, with its stamp. */
function inserted(text: string, pattern: RegExp, lines: readonly string[]): string {
  const all = text.split('\n');
  const at = lineOf(text, pattern);
  const stamp = /^\[[^\]]*\] /.exec(all[at - 1] ?? '')?.[0] ?? '';
  return [...all.slice(0, at), ...lines.map((line) => stamp + line), ...all.slice(at)].join('\n');
}

describe('logs of stock kernels', () => {
  it.each(LOGS)('%s: every device as the model has it', (log) => {
    const { devices, unclear } = rebuild(logEvents(untouched(log)));
    expect(devices.length).toBeGreaterThan(15);
    for (const device of ['0000:00:03.0', '2-1:1.0', '2-2:1.0', 'waiting', 'failing'])
      expect(devices.map((one) => one.device)).toContain(device);
    expect([...unclear.keys()]).toEqual([]);
    expect(misfits(untouched(log))).toEqual([]);
  });

  it.each(MESSAGES)('%s: no line of the driver core about probing is passed over', (log) => {
    const known = new Set(logEvents(read(log)).map(({ line }) => line));
    const lines = read(log).split('\n');
    const missed = lines.filter(
      (line, index) =>
        /really_probe: |driver_bound: |matched device|deferred list|probe of|add driver|add device/.test(
          line,
        ) &&
        !/really_probe: bound device|^.*Kernel command line/.test(line) &&
        !known.has(index + 1),
    );
    expect(missed).toEqual([]);
  });

  it('the trace of functions tells which probe was an asynchronous one', () => {
    for (const kernel of KERNELS) {
      const { events } = rebuild(logEvents(read(`${kernel}/functions`)));
      const via = events.filter(({ is, via: road }) => is === 'log-probing' && road === 'async-driver');
      expect(via.map(({ driver }) => driver)).toContain('e1000e');
    }
  });
});

describe('what somebody did by hand', () => {
  // Traces of functions carry the same messages.
  it.each(['6.1/dmesg', '6.12/dmesg'])(
    '%s: the first probe that only an unbind explains, and that it does',
    (log) => {
      const text = read(log);
      const rebuiltLog = rebuild(logEvents(text));
      const card = rebuiltLog.devices.find(({ device }) => device === '0000:00:03.0');
      if (!card) throw new Error('no card');
      const line = verdictOf(rebuiltLog, card).misfit?.line ?? 0;
      const matched = /matched device.*with driver e1000$/;
      expect(line).toBe(text.split('\n').findLastIndex((one) => matched.test(one)) + 1);
      const hand = supposedHand(card, line);
      expect(hand?.deeds.join()).toMatch(/^unbind: .*e1000.*,bind: .*e1000/);
      expect(verdictOf(rebuiltLog, card, hand ? [hand] : []).is).toBe('admitted');
    },
  );

  it.each(KERNELS)('%s/probes: told by the probes', (kernel) => {
    expect(misfits(read(`${kernel}/probes`))).toEqual([]);
  });
});

describe('a device that waits for its supplier', () => {
  it.each(MESSAGES)('%s: is checked with it', (log) => {
    const { devices } = rebuild(logEvents(untouched(log)));
    const linked = devices.find(({ device }) => device === 'linked');
    expect(linked?.devices.map(({ name }) => name)).toEqual(['linked', 'supplier']);
    expect(linked?.drivers).toEqual(['is-linked', 'supplies']);
  });

  it('bound although its supplier is not: the line', () => {
    const bound = /driver: 'supplies': driver_bound: bound to device.*$/m;
    const text = untouched('6.12/dmesg').replace(bound, 'probe with driver supplies failed with error -5');
    const claimed = text.split('\n').findLastIndex((line) => /probing driver is-linked/.test(line)) + 1;
    expect(misfits(text, MADE_UP)).toEqual([['linked', claimed]]);
  });

  it.each([
    [
      'is named nowhere else',
      /supplier supplier not ready/,
      'supplier nowhere not ready',
      'it waits for nowhere, of which the log says nothing',
    ],
    [
      'has no name',
      /supplier supplier not ready/,
      'wait for supplier /soc/clock',
      'it waits for a supplier that the log does not name',
    ],
    [
      'is itself',
      /supplier supplier not ready/,
      'supplier linked not ready',
      'it waits for itself over its suppliers',
    ],
    [
      'was bound before',
      /^.*(?:add|supplies with|matched) device supplier\b.*\n|^.*to device 'supplier'\n/gm,
      '',
      'its supplier supplier: the log begins after it was bound, or deferred',
    ],
    [
      'is one of many',
      /supplier supplier not ready/,
      `$&\n${[1, 2, 3, 4, 5].map((n) => `bus: 'x': add device s${n}\nx linked: error -EPROBE_DEFER: supplier s${n} not ready`).join('\n')}`,
      'it waits for more than 5 suppliers',
    ],
  ])('whose supplier %s is not', (_, pattern, to, why) => {
    const { unclear } = rebuild(logEvents(untouched('6.1/dmesg').replace(pattern, to)));
    expect(unclear.get('linked')).toBe(why);
  });
});

describe('logs that no kernel wrote', () => {
  it('a second driver bound to a bound stick: its first line', () => {
    const text = untouched('6.1/dmesg');
    const bound = /driver_bound: bound to device '2-1:1\.0'/;
    const edited = inserted(text, bound, [
      "bus: 'usb': really_probe: probing driver uas with device 2-1:1.0",
      "driver: 'uas': driver_bound: bound to device '2-1:1.0'",
    ]);
    expect(misfits(edited, /^2-1/)).toEqual([['2-1:1.0', lineOf(text, bound) + 1]]);
  });

  it('a retry of a device that was never put on the list', () => {
    const text = untouched('6.12/dmesg').replace(/^.* waiting: Added to deferred list\n/m, '');
    expect(misfits(text, MADE_UP)).toEqual([['waiting', lineOf(text, /waiting: Retrying/)]]);
  });

  it('a bind after a probe that failed', () => {
    const failed = /failing: probe with driver fails failed with error -5/;
    const text = untouched('6.12/dmesg');
    const edited = inserted(text, failed, ["fails failing: driver: 'fails': driver_bound: bound to device"]);
    expect(rebuild(logEvents(edited)).unclear.has('failing')).toBe(true);
    const swapped = text.replace(failed, 'failing: probe with driver fails failed with error -0');
    expect(misfits(swapped, MADE_UP)).toEqual([['failing', lineOf(swapped, /with error -0/)]]);
  });
});
