/** For every quirk the smallest machine that shows the race which its guard closes. */
import type { QuirkName } from '../../sim/linux/quirks.ts';

export interface Mutant {
  /** The interleaving in a few words. */
  readonly race: string;
  /** Of 400 untimed seeds, about how many show it. */
  readonly broke: number;
  /** Scenario without its title and quirks. */
  readonly machine: string;
}

/** One platform device and its driver: most races need no more. */
const ONE = `
devices: { uart: { bus: platform, modalias: "platform:uart" } }
drivers: { uart-drv: { bus: platform, matches: "platform:uart" } }
`;

/** One pci card, the driver that names it and a pass-through driver that takes whatever it is given. */
const CARD = `
devices: { gpu: { bus: pci, modalias: "pci:v00008086d00003E92sv00001028sd0000085Abc03sc00i00" } }
drivers:
  i915: { bus: pci, matches: "pci:v00008086d00003E92*" }
  pci-stub: { bus: pci, matches: "pci:*" }
`;

export const MUTANTS: Readonly<Record<QuirkName, Mutant>> = {
  'forget-missed-trigger': {
    race: 'the codec binds while the sound card, which needs it, is on its way to the pending list',
    broke: 19,
    machine: `
devices:
  codec: { bus: platform, modalias: "platform:codec" }
  sound: { bus: platform, modalias: "platform:sound" }
drivers:
  codec-drv: { bus: platform, matches: "platform:codec" }
  sound-drv: { bus: platform, matches: "platform:sound", probe: { needs: codec } }
given: [{ register: codec-drv }, { register: sound-drv }]
story: [{ add: sound }, { add: codec }]
`,
  },
  'scan-before-publish': {
    race: 'the device is added after the walk has passed its place and before the driver is listed',
    broke: 16,
    machine: `${ONE}story: [{ add: uart }, { register: uart-drv }]`,
  },
  'no-bound-check': {
    race: 'a second driver registers while the first has the device',
    broke: 153,
    machine: `${CARD}given: [{ register: i915 }]\nstory: [{ add: gpu }, { register: pci-stub }]`,
  },
  'unlocked-driver-attach': {
    race: 'two registrations look at dev->driver before either has set it',
    broke: 60,
    machine: `${CARD}given: [{ add: gpu }]\nstory: [{ register: i915 }, { register: pci-stub }]`,
  },
  'device-lock-first': {
    race: 'the adapter is unplugged between the two locks of a probe of its interface',
    broke: 119,
    machine: `
devices:
  hub: { bus: usb, usb: device, modalias: 'usb:v1D6Bp0002d0601dc09dsc00dp01ic09isc00ip00in00', appears: boot }
  adapter:
    bus: usb
    usb: device
    modalias: 'usb:v0403p6001d0600dc00dsc00dp00ic00isc00ip00in00'
    parent: hub
    appears: boot
  serial: { bus: usb, modalias: 'usb:v0403p6001d0600dc00dsc00dp00icFFiscFFipFFin00', parent: adapter, appears: boot }
drivers:
  usb: { bus: usb, usb: device, generic: true, matches: '*' }
  ftdi_sio: { bus: usb, matches: 'usb:v0403p6001*in00' }
udev: false
given: [{ register: usb }]
story: [{ register: ftdi_sio }, { remove: serial }]
`,
  },
  'no-dead-check': {
    race: 'the device is removed while the asynchronous probe of it is queued',
    broke: 103,
    machine: `
devices: { uart: { bus: platform, modalias: "platform:uart" } }
drivers: { uart-drv: { bus: platform, matches: "platform:uart", probe-type: async } }
given: [{ add: uart }]
story: [{ register: uart-drv }, { remove: uart }]
`,
  },
  'no-ready-check': {
    race: 'a registration finds the device between its listing and the end of device_add',
    broke: 45,
    machine: `${ONE}story: [{ add: uart }, { register: uart-drv }]`,
  },
  'no-klist-wait': {
    race: 'the driver leaves while a walk over the drivers stands on it, in its probe',
    broke: 27,
    machine: `${ONE}given: [{ register: uart-drv }]\nstory: [{ add: uart }, { unregister: uart-drv }]`,
  },
  'no-async-wait-on-unregister': {
    race: 'the driver leaves while an asynchronous probe by it is queued',
    broke: 235,
    machine: `
devices: { uart: { bus: platform, modalias: "platform:uart" } }
drivers: { uart-drv: { bus: platform, matches: "platform:uart", probe-type: async } }
given: [{ add: uart }]
story: [{ as: admin, do: [{ register: uart-drv }, { unregister: uart-drv }] }]
`,
  },
  'no-lock-on-removal': {
    race: 'the device is removed in the middle of its probe',
    broke: 23,
    machine: `${ONE}given: [{ add: uart }]\nstory: [{ register: uart-drv }, { remove: uart }]`,
  },
  'detach-unchecked': {
    race: 'while i915 leaves, the card is probed anew and goes to pci-stub',
    broke: 17,
    machine: `${CARD}
given: [{ register: i915 }, { register: pci-stub }, { add: gpu }]
story:
  - { unregister: i915 }
  - { reprobe: gpu }
`,
  },
  'no-name-check': {
    race: 'two threads register one driver',
    broke: 320,
    machine: `${ONE}story: [{ register: uart-drv }, { register: uart-drv }]`,
  },
  'no-second-match': {
    race: 'driver_override is written between the match and the device lock of a registration',
    broke: 50,
    machine: `${CARD}
given: [{ add: gpu }]
story: [{ register: i915 }, { override: { device: gpu, driver: pci-stub } }]
`,
  },
  'no-supplier-check': {
    race: 'a consumer appears before its supplier has bound',
    broke: 192,
    machine: `
devices:
  clock: { bus: platform, modalias: "platform:clock" }
  uart: { bus: platform, modalias: "platform:uart", suppliers: clock }
drivers:
  clock-drv: { bus: platform, matches: "platform:clock" }
  uart-drv: { bus: platform, matches: "platform:uart" }
given: [{ register: clock-drv }, { register: uart-drv }]
story: [{ add: clock }, { add: uart }]
`,
  },
  'supplier-unbinds-alone': {
    race: 'the supplier of a bound consumer is unbound by hand',
    broke: 102,
    machine: `
devices:
  clock: { bus: platform, modalias: "platform:clock" }
  uart: { bus: platform, modalias: "platform:uart", suppliers: clock }
drivers:
  clock-drv: { bus: platform, matches: "platform:clock" }
  uart-drv: { bus: platform, matches: "platform:uart" }
given: [{ register: clock-drv }, { register: uart-drv }, { add: clock }]
story: [{ add: uart }, { unbind: clock-drv clock }]
`,
  },
  'no-reprobed-mark': {
    race: 'two registrations see the pad with hid-generic, and both hand it over',
    broke: 39,
    machine: `
devices: { pad: { bus: hid, modalias: "hid:b0005g0001v0000045Ep00000B13", appears: boot } }
drivers:
  hid-generic: { bus: hid, matches: "hid:b*g*v*p*", generic: true }
  xpadneo: { bus: hid, matches: "hid:b0005g*v0000045Ep00000B13" }
  hid-sony: { bus: hid, matches: "hid:b*g*v0000054Cp*" }
given: [{ register: hid-generic }]
story: [{ register: xpadneo }, { register: hid-sony }]
`,
  },
  'no-parent-blocking': {
    race: "a child's uevent is handed to a worker while its parent's is being handled",
    broke: 292,
    machine: `
devices:
  bridge: { bus: pci, modalias: "pci:v00001022d000014EEsv00001022sd00001453bc06sc04i00" }
  nic: { bus: pci, modalias: "pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00", parent: bridge }
drivers:
  pcieport: { bus: pci, matches: "pci:v*d*sv*sd*bc06sc04i00*", module: pcieport }
  e1000e: { bus: pci, matches: "pci:v00008086d000010D3*", module: e1000e }
story: [{ as: hot-plug, do: [{ add: bridge }, { add: nic }] }]
`,
  },
  'no-async-wait-on-load': {
    race: 'modprobe returns while the probe that it queued waits for a worker',
    broke: 166,
    machine: `
devices: { disk: { bus: pci, modalias: "pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02" } }
drivers: { nvme: { bus: pci, matches: "pci:v*d*sv*sd*bc01sc08i02*", module: nvme, probe-type: async } }
given: [{ add: disk }]
udev: false
story: [{ modprobe: nvme }]
`,
  },
  'no-dependency-wait': {
    race: 'drm is unloaded and loaded again after modprobe i915 has seen it live',
    broke: 8,
    machine: `
devices: { gpu: { bus: pci, modalias: "pci:v00008086d00003E92sv00001028sd0000085Abc03sc00i00" } }
drivers: { i915: { bus: pci, matches: "pci:v00008086d00003E92*", module: i915 } }
modules: { drm: {}, i915: { depends: drm } }
udev: false
given: [{ modprobe: drm }]
story:
  - { modprobe: i915 }
  - { as: admin, do: [rmmod: drm, modprobe: drm, rmmod: drm, modprobe: drm, rmmod: drm, modprobe: drm] }
`,
  },
  'two-inserts': {
    race: 'two modprobe of one module at the same time',
    broke: 330,
    machine: `
devices: { gpu: { bus: pci, modalias: "pci:v00008086d00003E92sv00001028sd0000085Abc03sc00i00" } }
drivers: { i915: { bus: pci, matches: "pci:v00008086d00003E92*", module: i915 } }
udev: false
story: [{ modprobe: i915 }, { modprobe: i915 }]
`,
  },
};
