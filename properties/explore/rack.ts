/** A made-up machine of any size: devices of four kinds, with drivers built in and in modules. It boots. */
import { device, driver, lasting, machine, module, MS, probe } from '../engine/build.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

const MAY_DEFER = probe({ may: ['ok', 'EPROBE_DEFER'] });
const MAY_FAIL = probe({ may: ['ok', 'ENODEV'] });

/** Kinds: one driver in a module; one built in; two that may fail; one in a module and one built in. */
const KINDS = ['net', 'bridge', 'disk', 'sound'] as const;

/**
 * `count` devices, there when the kernel enumerates, with udev, cold plug and all modules. `deferring`: a kind whose
 * one driver may defer takes the place of the built-in one.
 */
export function rack(count: number, deferring = false): Scenario {
  const kindOf = (index: number): string => {
    const kind = KINDS[index % KINDS.length] ?? '';
    return deferring && kind === 'bridge' ? 'gpu' : kind;
  };
  const devices = Array.from({ length: count }, (_, index) =>
    device(`0000:${index.toString(16).padStart(4, '0')}`, {
      appears: 'boot',
      modalias: `pci:${kindOf(index)}:${index}`,
    }),
  );
  const drivers = [
    driver('netdrv', ['net:*'], { module: 'netdrv' }),
    driver('brgdrv', ['bridge:*'], { module: 'brgdrv' }),
    driver('gpudrv', ['gpu:*'], { module: 'gpudrv', probe: MAY_DEFER }),
    driver('diskdrv', ['disk:*'], { module: 'diskdrv', probe: MAY_FAIL }),
    driver('diskalt', ['disk:*'], { module: 'diskalt', probe: MAY_FAIL }),
    driver('snddrv', ['sound:*'], { module: 'snddrv', probe: MAY_FAIL }),
    driver('sndold', ['sound:*'], { module: 'sndold', probe: MAY_FAIL }),
  ];
  const modules = drivers.map(({ name, matches }, order) =>
    name === 'sndold' || name === 'brgdrv'
      ? module(name, { order, builtin: 6, aliases: matches, drivers: [name] })
      : module(name, { order, aliases: matches, drivers: [name] }),
  );
  return machine(`a rack of ${count} devices`, {
    devices,
    drivers,
    modules,
    boot: {
      initramfs: null,
      initramfsModprobeConfig: null,
      coldplug: true,
      modulesLoad: [],
      userspaceAfter: lasting(200 * MS, 800 * MS),
    },
    udev: { workersMax: 8, rulesTake: lasting(0, MS) },
  });
}
