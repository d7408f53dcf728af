/** What it costs to copy, put back and hash a whole machine. */
import { Interner } from '../../sim/engine/intern.ts';
import type { LinuxWorld } from '../../sim/linux/kernel.ts';
import { race, type Contender, type Row } from './measure.ts';
import { atStart, booted, crowd, play, record } from './workload.ts';

/** Rows for three sizes of machine. */
export function stateRows(scale: number): Row[] {
  return (
    [
      [2, 2],
      [6, 5],
      [40, 20],
    ] as const
  ).flatMap(([devices, drivers]) => {
    const ready = booted(crowd(devices, drivers));
    const machine = atStart(ready, new Interner<LinuxWorld>(ready.kernel));
    play(machine, record(ready, '1'));
    const { length } = machine.memory;
    const slab = new Int32Array(length);
    const snapshot = machine.snapshot();
    const amount = Math.round((4e7 * scale) / (length + 200));
    const contender = (name: string, act: () => unknown): Contender => ({
      name,
      prepare: () => ({
        amount,
        work() {
          for (let at = 0; at < amount; at++) act();
        },
      }),
    });
    const contenders = [
      contender('snapshot', () => machine.snapshot()),
      contender('copy into a slab that is there', () => slab.set(machine.memory)),
      contender('restore', () => machine.restore(snapshot)),
      contender('hash', () => machine.hash()),
      contender('JSON text as a key', () => JSON.stringify([...machine.memory])),
    ];
    const rates = race(contenders, scale < 1 ? 1 : 5);
    return contenders.map(({ name }, at) => ({
      group: `${length} words (${devices} devices, ${drivers} drivers)`,
      name,
      rate: rates[at] ?? 0,
      unit: 'times',
      note: `${Math.round(1e9 / (rates[at] ?? 1)).toLocaleString('en')} ns`,
    }));
  });
}
