/** Logs of real form, made up: what a line says, what is rebuilt, and the first line that the model does not admit. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { logEvents, type LogEvent } from '../../sim/import/log/lines.ts';
import { owned } from '../../sim/import/log/owners.ts';
import { rebuild } from '../../sim/import/log/rebuild.ts';
import { checkLog, type LogVerdict } from '../../sim/observed/log.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { verdictOf } from '../observed/log-verdict.ts';

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`logs/${name}`, import.meta.url)), 'utf8');

function verdicts(text: string): readonly LogVerdict[] {
  const log = rebuild(logEvents(text));
  return log.devices.map((rebuilt) => verdictOf(log, rebuilt));
}

const only = (text: string): Omit<LogEvent, 'line' | 'text'> | undefined => {
  const [event] = logEvents(text);
  if (!event) return undefined;
  const { line: _line, text: _text, ...rest } = event;
  return rest;
};

describe('lines', () => {
  const PROBING = "bus: 'pci': really_probe: probing driver e1000 with device 0000:00:03.0";
  const SAYS = { is: 'log-probing', bus: 'pci', device: '0000:00:03.0', driver: 'e1000' };

  it.each([
    ['dmesg', `[    1.234567] ${PROBING}`],
    ['dmesg with callers', `[    1.234567][  T123] ${PROBING}`],
    ['the serial console', `<7>[    1.234567] ${PROBING}`],
    ['the journal', `Nov 25 02:00:01 host kernel: ${PROBING}`],
    ['the journal, exact', `2026-11-25T02:00:01.000001+0000 host kernel: ${PROBING}`],
    ['nothing before it', PROBING],
  ])('of %s', (_, line) => expect(only(line)).toEqual(SAYS));

  it('of kprobe events in a trace', () => {
    const line =
      '  modprobe-123   [001] d..1.   12.345678: really_probe: (really_probe+0x0/0x3a0) device="nic" driver="e1000"';
    expect(only(line)).toEqual({ is: 'log-probing', device: 'nic', driver: 'e1000', by: 'modprobe-123' });
  });

  it.each([
    [
      "bus: 'pnp': really_probe: probing driver i8042 kbd with device 00:00",
      { is: 'log-probing', bus: 'pnp', device: '00:00', driver: 'i8042 kbd' },
    ],
    [
      "pnp 00:00: bus: 'pnp': really_probe: probing driver i8042 kbd with device",
      { is: 'log-probing', bus: 'pnp', device: '00:00', driver: 'i8042 kbd' },
    ],
    [
      "i8042 kbd 00:00: driver: 'i8042 kbd': driver_bound: bound to device",
      { is: 'log-binding', device: '00:00', driver: 'i8042 kbd' },
    ],
    [
      "pci 0000:00:04.0: bus: 'pci': __driver_probe_device: matched device with driver e1000e",
      { is: 'log-matched', bus: 'pci', device: '0000:00:04.0', driver: 'e1000e' },
    ],
  ])('of both kernels, names with spaces too: %s', (line, event) => expect(only(line)).toEqual(event));

  it.each([
    ['e1000: probe of nic failed with error -5', 'EIO'],
    ['e1000: probe of nic rejects match -19', 'ENODEV'],
    ['e1000 nic: probe with driver e1000 failed with error -12', 'ENOMEM'],
  ])('errors by name: %s', (line, result) => {
    expect(only(line)).toEqual({ is: 'log-answer', device: 'nic', driver: 'e1000', result });
  });

  it('of anybody else are passed over, and so are lines without end', () => {
    expect(logEvents('usb 1-1: new high-speed USB device\n' + 'x'.repeat(5000))).toEqual([]);
  });
});

describe('a log against the model', () => {
  it('deferral and retry: admitted', () => {
    expect(verdicts(read('supplier-late.txt')).map(({ is }) => is)).toEqual(['admitted']);
  });

  it('a second driver on a bound device: the first line that does not fit', () => {
    const [verdict] = verdicts(read('bound-stays-bound.txt'));
    expect([verdict?.is, verdict?.misfit?.line]).toEqual(['contradicted', 6]);
  });

  it('a bind without a probe', () => {
    const text = read('supplier-late.txt').replace(/^.*1\.500100.*\n/m, '');
    expect(verdicts(text)[0]?.is).not.toBe('admitted');
  });

  it('a probe that the bus refuses has no answer of its own, though others have', () => {
    const other = [
      "bus: 'platform': add device other",
      "bus: 'platform': add driver other-drv",
      "bus: 'platform': __driver_probe_device: matched device other with driver other-drv",
      "bus: 'platform': really_probe: probing driver other-drv with device other",
      'other-drv: probe of other failed with error -5',
    ].join('\n');
    const text = read('supplier-late.txt').replace(/^.*requests probe deferral\n/m, '');
    expect(verdicts(text + other).map(({ is }) => is)).toEqual(['admitted', 'admitted']);
  });

  it.each([
    ['__driver_attach', 'admitted'],
    ['__driver_attach_async_helper', 'contradicted'],
  ])('the road of a synchronous driver, called from %s: %s', (caller, is) => {
    const scenario = scenarioFrom(
      'title: road\nbuses: { b: {} }\ndevices: { d: { bus: b } }\ndrivers: { D: { bus: b, matches: ["*"] } }\nstory: [add: d, register: D]\n',
    );
    const trace = [
      `driver_probe_device <-${caller}`,
      "console: bus: 'b': really_probe: probing driver D with device d",
    ].map((line, index) => `  modprobe-12 [001] .....  1.00000${index}: ${line}`);
    expect(checkLog(scenario, owned(logEvents(trace.join('\n'))).events).is).toBe(is);
  });

  it('a device that was there before the log begins is taken as free', () => {
    const text = read('supplier-late.txt').replaceAll(/^.*add device card.*\n/gm, '');
    expect(verdicts(text).map(({ is }) => is)).toEqual(['admitted']);
  });

  it('one that was bound before, or deferred, is not checked', () => {
    const text = read('supplier-late.txt').replace(/^[^]*(?=^.*Retrying)/m, '');
    const { devices, unclear } = rebuild(logEvents(text));
    expect([devices.length, [...unclear.keys()]]).toEqual([0, ['card']]);
  });
});
