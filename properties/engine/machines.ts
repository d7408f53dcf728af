/** Hand-built Linux machines for tests of the engine: small, and together they take every operation of the model. */
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { actor, bus, device, driver, lasting, machine, module, MS, probe } from './build.ts';

const may = probe({ may: ['ok', 'ENODEV', 'EPROBE_DEFER'] });

/** A catch-all, a specific driver, and an administrator who uses every file of sysfs. */
const pci = machine('pci', {
  devices: [device('gpu'), device('nic', { driverOverride: 'vfio' })],
  drivers: [
    driver('vfio', ['*'], { ids: ['pci:nic'] }),
    driver('i915', ['gpu'], { probe: may }),
    driver('stub', [], { overrideOnly: ['pci:gpu'] }),
  ],
  story: [
    actor(
      'gpu',
      { do: 'add', device: 'gpu' },
      { do: 'settle' },
      { do: 'remove', device: 'gpu' },
      { do: 'add', device: 'gpu' },
    ),
    actor('nic', { do: 'add', device: 'nic' }),
    actor('vfio', { do: 'register', driver: 'vfio' }, { do: 'register', driver: 'stub' }),
    actor('i915', { do: 'register', driver: 'i915' }, { do: 'unregister', driver: 'i915' }),
    actor(
      'admin',
      { do: 'override', device: 'gpu', driver: 'stub' },
      { do: 'unbind', driver: 'vfio', device: 'gpu' },
      { do: 'bind', driver: 'stub', device: 'gpu' },
      { do: 'drivers_probe', device: 'nic' },
      { do: 'override', device: 'gpu', driver: null },
      { do: 'new_id', driver: 'i915', pattern: 'pci:nic' },
      { do: 'reprobe', device: 'gpu' },
      { do: 'remove_id', driver: 'i915', pattern: 'pci:nic' },
      { do: 'autoprobe', bus: 'pci', on: false },
      { do: 'rescan', bus: 'pci' },
      { do: 'autoprobe', bus: 'pci', on: true },
      { do: 'attach', device: 'nic' },
      { do: 'wait', takes: lasting(MS) },
      { do: 'block_probing' },
      { do: 'unblock_probing' },
    ),
  ],
});

/** hid-generic, its hand-over to a specific driver, and back. */
const hid = machine('hid', {
  buses: [bus('hid')],
  devices: [device('mouse', { bus: 'hid' }), device('pad', { bus: 'hid', hidSpecial: true })],
  drivers: [
    driver('hid-generic', ['*'], { bus: 'hid', generic: true }),
    driver('hid-mouse', ['mouse'], { bus: 'hid', probe: may }),
    driver('hid-pad', ['pad'], { bus: 'hid' }),
  ],
  story: [
    actor('mouse', { do: 'add', device: 'mouse' }),
    actor('pad', { do: 'add', device: 'pad' }),
    actor('generic', { do: 'register', driver: 'hid-generic' }),
    actor(
      'specific',
      { do: 'register', driver: 'hid-mouse' },
      { do: 'wait', takes: lasting(9 * MS) },
      { do: 'unregister', driver: 'hid-mouse' },
    ),
    actor('late', { do: 'register', driver: 'hid-pad' }),
  ],
});

/** A USB device with two interfaces: parent locks, the generic device driver, a late special one, an unplug. */
const usb = machine('usb', {
  buses: [bus('usb')],
  devices: [
    device('stick', { bus: 'usb', usb: 'device' }),
    device('disk', { bus: 'usb', parent: 'stick', appears: 'parent' }),
    device('keys', { bus: 'usb', parent: 'stick', appears: 'parent' }),
  ],
  drivers: [
    driver('usb', [], { bus: 'usb', usb: 'device', generic: true }),
    driver('special', ['stick'], { bus: 'usb', usb: 'device', probe: may }),
    driver('storage', ['disk'], { bus: 'usb' }),
    driver('hid', ['*'], { bus: 'usb' }),
  ],
  given: [{ do: 'register', driver: 'usb' }],
  story: [
    actor(
      'stick',
      { do: 'add', device: 'stick' },
      { do: 'wait', takes: lasting(0, 30 * MS) },
      { do: 'remove', device: 'stick' },
    ),
    actor('storage', { do: 'register', driver: 'storage' }, { do: 'register', driver: 'hid' }),
    actor('special', { do: 'register', driver: 'special' }),
    actor(
      'admin',
      { do: 'unbind', driver: 'storage', device: 'disk' },
      { do: 'drivers_probe', device: 'disk' },
    ),
  ],
});

/** Asynchronous drivers on both sides of a registration, with the single slot, and an unregistration. */
const asynchronous = machine('async', {
  buses: [bus('pci'), bus('platform')],
  devices: [device('ssd', { bus: 'platform' }), device('nic'), device('gpu')],
  drivers: [
    driver('slow', ['*'], { bus: 'platform', probeType: 'async' }),
    driver('fast', ['ssd'], { bus: 'platform', probe: may }),
    driver('quick', ['nic', 'gpu'], { probeType: 'async', probe: may }),
    driver('other', ['*'], { probeType: 'async' }),
  ],
  story: [
    actor('ssd', { do: 'add', device: 'ssd' }),
    actor('nic', { do: 'add', device: 'nic' }, { do: 'remove', device: 'nic' }),
    actor('gpu', { do: 'add', device: 'gpu' }),
    actor('slow', { do: 'register', driver: 'slow' }, { do: 'unregister', driver: 'slow' }),
    actor('fast', { do: 'register', driver: 'fast' }),
    actor('quick', { do: 'register', driver: 'quick' }),
    actor('other', { do: 'register', driver: 'other' }, { do: 'settle' }),
  ],
});

/** A boot: built-ins, an initramfs, udev and its workers, dependencies, a module that fails, loads in parallel. */
const modules = machine('modules', {
  devices: [
    device('root', { appears: 'boot' }),
    device('gpu', { appears: 'boot' }),
    device('port', { bus: 'pci', parent: 'gpu', appears: 'parent' }),
  ],
  drivers: [
    driver('core', ['root'], { module: 'core' }),
    driver('nvme', ['root'], { module: 'nvme', probe: may }),
    driver('gpu', ['gpu'], { module: 'drm_gpu' }),
    driver('port', ['port'], { module: 'port', probeType: 'sync' }),
  ],
  modules: [
    module('core', { builtin: 6, drivers: ['core'], initMay: ['ok', 'ENODEV'], init: lasting(MS) }),
    module('drm', {}),
    module('nvme', { aliases: ['pci:root'], drivers: ['nvme'], order: 1 }),
    module('drm_gpu', {
      aliases: ['pci:gpu'],
      depends: ['drm'],
      drivers: ['gpu'],
      initMay: ['ok', 'ENOMEM'],
      order: 2,
    }),
    module('port', {
      aliases: ['pci:port', 'pci:gpu'],
      depends: ['drm'],
      drivers: ['port'],
      asyncProbe: true,
      order: 3,
    }),
  ],
  boot: {
    initramfs: ['nvme'],
    initramfsModprobeConfig: null,
    coldplug: true,
    modulesLoad: ['drm_gpu'],
    userspaceAfter: lasting(MS, 5 * MS),
  },
  udev: { workersMax: 3, rulesTake: lasting(MS, 2 * MS) },
  story: [
    actor(
      'admin',
      { do: 'wait', takes: lasting(10 * MS, 90 * MS) },
      { do: 'modprobe', module: 'port' },
      { do: 'rmmod', module: 'port' },
      { do: 'coldplug' },
    ),
  ],
});

/** A module inserted by hand while the one that it needs is in its init: modprobe would have loaded that one first. */
const insmod = machine('insmod', {
  modules: [
    module('needed', { init: lasting(MS), initMay: ['ok', 'ENODEV'] }),
    module('by_hand', {}),
    module('needs', { depends: ['needed'] }),
  ],
  modprobeConfig: 'install needed /bin/true\ninstall by_hand /sbin/modprobe --ignore-install needed\n',
  story: [
    actor('first', { do: 'modprobe', module: 'by_hand' }),
    actor('second', { do: 'modprobe', module: 'needs' }),
  ],
});

/** Supplier links: a consumer before its supplier, an unbind of the supplier, a service looked for by name. */
const links = machine('links', {
  buses: [bus('platform')],
  devices: [
    device('clock', { bus: 'platform' }),
    device('gpio', { bus: 'platform', suppliers: ['clock'] }),
    device('card', { bus: 'platform', suppliers: ['gpio', 'clock'] }),
  ],
  drivers: [
    driver('clock', ['clock'], { bus: 'platform', probe: may }),
    driver('gpio', ['gpio'], { bus: 'platform', match: { card: 'EPROBE_DEFER' } }),
    driver('card', ['card'], { bus: 'platform', probe: probe({ needs: ['clock'], needsChecked: 'late' }) }),
    driver('odd', ['card'], { bus: 'platform', match: { card: 'EPROBE_DEFER' } }),
  ],
  given: [{ do: 'register', driver: 'card' }],
  story: [
    actor(
      'devices',
      { do: 'add', device: 'card' },
      { do: 'add', device: 'gpio' },
      { do: 'add', device: 'clock' },
    ),
    actor('drivers', { do: 'register', driver: 'gpio' }, { do: 'register', driver: 'odd' }),
    actor(
      'clock',
      { do: 'register', driver: 'clock' },
      { do: 'wait', takes: lasting(0, 20 * MS) },
      { do: 'unbind', driver: 'clock', device: 'clock' },
    ),
  ],
});

/** s390 channels and the groups that are made of them by hand. */
const ccw = machine('ccw', {
  buses: [bus('ccw'), bus('ccwgroup')],
  devices: [
    device('read', { bus: 'ccw' }),
    device('write', { bus: 'ccw' }),
    device('eth', { bus: 'ccwgroup', suppliers: ['read', 'write'], modalias: null }),
  ],
  drivers: [
    driver('lcs', ['*'], { bus: 'ccw', module: 'lcs' }),
    driver('ctc', ['*'], { bus: 'ccw' }),
    driver('lcs-group', [], { bus: 'ccwgroup', module: 'lcs' }),
  ],
  modules: [module('lcs', { drivers: ['lcs', 'lcs-group'] })],
  story: [
    actor('read', { do: 'add', device: 'read' }),
    actor('write', { do: 'add', device: 'write' }),
    actor(
      'lcs',
      { do: 'register', driver: 'lcs' },
      { do: 'register', driver: 'lcs-group' },
      { do: 'wait', takes: lasting(9 * MS) },
      { do: 'group', driver: 'lcs-group', device: 'eth', members: ['read', 'write'] },
      { do: 'unbind', driver: 'lcs-group', device: 'eth' },
    ),
    actor('ctc', { do: 'register', driver: 'ctc' }),
  ],
});

/** A device of a larger machine: others may load its module at any time, and bind while it waits. */
const projected = machine('projected', {
  devices: [device('nic', { appears: 'boot' })],
  drivers: [driver('nic', ['nic'], { module: 'nic', probe: may })],
  modules: [module('nic', { drivers: ['nic'] })],
  boot: {
    initramfs: [],
    initramfsModprobeConfig: null,
    coldplug: true,
    modulesLoad: [],
    userspaceAfter: lasting(MS, 2 * MS),
  },
  udev: { workersMax: 2, rulesTake: lasting(MS) },
  others: { load: ['nic'], trigger: true },
});

/** Two devices and two drivers: the smallest race. */
export const PAIR = machine('two devices, two drivers', {
  devices: [device('gpu'), device('nic')],
  drivers: [driver('vfio', ['*']), driver('i915', ['gpu'])],
  story: [
    actor('add gpu', { do: 'add', device: 'gpu' }),
    actor('register vfio', { do: 'register', driver: 'vfio' }),
    actor('register i915', { do: 'register', driver: 'i915' }),
  ],
});

export const SCENARIOS: readonly Scenario[] = [
  pci,
  hid,
  usb,
  asynchronous,
  modules,
  insmod,
  links,
  ccw,
  projected,
];
