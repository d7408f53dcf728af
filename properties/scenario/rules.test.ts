/** Every rule of the format, broken once. */
import { describe, expect, it } from 'vitest';
import { problemsOf } from './examples.ts';

/** A sound file that each case adds one mistake to. */
const BASE = `title: x
devices: { a: { bus: pci }, b: { bus: pci }, u: { bus: usb } }
drivers: { d: { bus: pci }, e: { bus: usb, module: m } }
`;
const CATALOGUES = {
  systems: ['linux-6.1', 'linux-6.12'],
  quirks: ['forget-missed-retry'],
  invariants: ['no-deadlock', 'settles'],
};

/** Each: what is added, the place and text of the one problem, the name it should suggest. */
const CASES: readonly [added: string, problem: string, suggests?: string][] = [
  // Names.
  ['system: linux-6.2', '4:9 system: unknown system "linux-6.2"', 'linux-6.1'],
  [
    'quirks: [forget-missed-rety]',
    '4:10 quirks[0]: unknown quirk "forget-missed-rety"',
    'forget-missed-retry',
  ],
  [
    'expect: { always: [no-deadlok] }',
    '4:20 expect.always[0]: unknown invariant "no-deadlok"',
    'no-deadlock',
  ],
  [
    'expect: { never: [{ breaks: settle }] }',
    '4:29 expect.never[0].breaks: unknown invariant "settle"',
    'settles',
  ],
  ['expect: { ends: { c: d } }', '4:19 expect.ends.c: unknown device "c"', 'a'],
  ['expect: { ends: { a: f } }', '4:22 expect.ends.a[0]: unknown driver "f"', 'd'],
  ['expect: { never: [{ ends: { a: f } }] }', '4:32 expect.never[0].ends.a: unknown driver "f"', 'd'],
  ['kernel: { driver-async-probe: [f] }', '4:32 kernel.driver-async-probe[0]: unknown driver "f"', 'd'],
  ['kernel: { module-blacklist: mm }', '4:29 kernel.module-blacklist[0]: unknown module "mm"', 'm'],
  ['modules: { k: { depends: [n] } }', '4:27 modules.k.depends[0]: unknown module "n"', 'k'],
  ['modules: { k: { softdep: { pre: [n] } } }', '4:34 modules.k.softdep.pre[0]: unknown module "n"', 'k'],
  ['modules: { k: { softdep: { post: [n] } } }', '4:35 modules.k.softdep.post[0]: unknown module "n"', 'k'],
  ['modules: { k: { drivers: [f] } }', '4:27 modules.k.drivers[0]: unknown driver "f"', 'd'],
  ['boot: { initramfs: [n] }', '4:21 boot.initramfs[0]: unknown module "n"', 'm'],
  ['boot: { modules-load: n }', '4:23 boot.modules-load[0]: unknown module "n"', 'm'],
  ['story: [{ add: c }]', '4:16 story[0].add: unknown device "c"', 'a'],
  ['story: [{ register: f }]', '4:21 story[0].register: unknown driver "f"', 'd'],
  ['story: [{ rmmod: n }]', '4:18 story[0].rmmod: unknown module "n"', 'm'],
  ['story: [{ rescan: pcie }]', '4:19 story[0].rescan: unknown bus "pcie"', 'pci'],
  [
    'story: [{ autoprobe: { bus: usbb, on: true } }]',
    '4:29 story[0].autoprobe.bus: unknown bus "usbb"',
    'usb',
  ],
  [
    'story: [{ new_id: { driver: f, pattern: "*" } }]',
    '4:29 story[0].new_id.driver: unknown driver "f"',
    'd',
  ],
  ['story: [{ do: [settle, { remove: c }] }]', '4:34 story[0].do[1].remove: unknown device "c"', 'a'],
  ['given: [{ remove: c }]', '4:19 given[0].remove: unknown device "c"', 'a'],
  ['story: [{ bind: d c }]', '4:17 story[0].bind.device: unknown device "c"', 'a'],
  [
    'story: [{ override: { device: a, driver: f } }]',
    '4:42 story[0].override.driver: unknown driver "f"',
    'd',
  ],
  // Keys and values.
  ['sotry: []', '4:1 sotry: unknown key "sotry"', 'story'],
  ['toString: 1', '4:1 the name "toString" is taken by the language probesim is written in'],
  ['__proto__: { title: y }', '4:1 the name "__proto__" is taken by the language probesim is written in'],
  ['kernel: { module-async-probe: yes }', '4:31 kernel.module-async-probe: found "yes"', 'true'],
  ['kernel: { deferred-probe-timeout: 1s..2s }', '4:35 kernel.deferred-probe-timeout: found a range'],
  ['kernel: { deferred-probe-timeout: nevr }', '4:35 kernel.deferred-probe-timeout: found "nevr"'],
  ['kernel:', '4:1 kernel: found nothing'],
  ['kernel: []', '4:9 kernel: found a list'],
  ['modules: [m]', '4:10 modules: found a list'],
  ['modules: { "a b": {} }', '4:12 modules.a b: found "a b"'],
  ['modules: { k: { builtin: 8 } }', '4:26 modules.k.builtin: found the number 8'],
  ['modules: { k: { builtin: maybe } }', '4:26 modules.k.builtin: found "maybe"'],
  ['modules: { k: { init-may: [] } }', '4:27 modules.k.init-may: found an empty list'],
  ['modules: { k: { init-may: EIO } }', '4:27 modules.k.init-may: found "EIO"'],
  ['story: [{ wait: 5 }]', '4:17 story[0].wait: found the number 5'],
  ['story: [{ wait: 3ms..1ms }]', '4:17 story[0].wait: found "3ms..1ms"'],
  ['story: [setle]', '4:9 story[0]: found "setle"', 'settle'],
  ['story: [{ bind: d }]', '4:17 story[0].bind: found "d"'],
  ['story: [{ bind: { driver: d } }]', '4:11 story[0].bind: "device" is missing'],
  ['story: [{ at: 5ms }]', '4:9 story[0]: there is no action in this entry'],
  ['story: [{ add: a, remove: b }]', '4:19 story[0].remove: a second action (add comes before)'],
  ['story: [{ add: a, do: settle }]', '4:9 story[0]: do: and add: in one entry'],
  ['story: [{ do: [] }]', '4:9 story[0]: do: is empty'],
  ['story: [{ as: x, add: a }, { as: x, add: b }]', '4:34 story[1].as: a second actor is called "x"'],
  ['expect: { never: [{}] }', '4:19 expect.never[0]: found a claim with neither or both of ends and breaks'],
  [
    'expect: { never: [{ ends: { a: d }, device: a }] }',
    '4:45 expect.never[0].device: device goes with breaks',
  ],
  ['expect: { ends: { a: [] } }', '4:22 expect.ends.a: found an empty list'],
  ['udev: true', '4:7 udev: found the truth value true'],
  ['udev: { workers: 0 }', '4:18 udev.workers: found the number 0'],
  ['about: "a \\u202e b"', '4:8 about: the text contains characters that are not printable'],
  // Relations.
  ['given: [settle]\nboot: {}', '4:1 given: given: goes with a running system, but boot: begins with none'],
  ['modules: { p: { depends: [p] } }', '4:26 modules.p.depends: modules need each other: p -> p'],
  [
    'modules: { p: { depends: [q] }, q: { depends: [r] }, r: { depends: [q] } }',
    '4:47 modules.q.depends: modules need each other: q -> r -> q',
  ],
  [
    'modules: { s-t: {}, s_t: {} }',
    '4:21 modules.s_t: "s_t" and "s-t" are the same module: - and _ mean the same',
  ],
  [
    'modules: { k: { drivers: [e] } }',
    '3:52 drivers.e.module: driver "e" names module "m", but module "k" lists it',
  ],
  [
    'modules: { m: { drivers: [d] } }',
    '3:52 drivers.e.module: driver "e" names module "m", but module "m" does not list it',
  ],
  [
    'modules: { k: { drivers: [d] }, l: { drivers: [d] } }',
    '4:48 modules.l.drivers[0]: driver "d" is listed by module "k" too',
  ],
  ['modules: { k: { drivers: [d, d] } }', '4:30 modules.k.drivers[1]: driver "d" is listed twice'],
  ['modules: { k: { depends: [m, m] } }', '4:30 modules.k.depends[1]: "m" is listed twice'],
  ['story: [{ bind: e a }]', '4:17 story[0].bind.driver: driver "e" is on bus usb, device "a" on bus pci'],
  [
    'story: [{ override: { device: u, driver: d } }]',
    '4:42 story[0].override.driver: driver "d" is on bus pci, device "u" on bus usb',
  ],
  [
    'story: [{ group: { driver: d, device: u, members: [a] } }]',
    '4:28 story[0].group.driver: driver "d" is on bus pci, device "u" on bus usb',
  ],
  [
    'expect: { ends: { u: [none, d] } }',
    '4:29 expect.ends.u[1]: driver "d" is on bus pci, device "u" on bus usb',
  ],
  [
    'expect: { never: [{ ends: { u: d } }] }',
    '4:32 expect.never[0].ends.u: driver "d" is on bus pci, device "u" on bus usb',
  ],
  // YAML.
  ['title: y', '4:1 "title" is defined a second time'],
  ['about: [1', '5:1 Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['about: !!str y', '4:14 about: tags are not needed here'],
  ['about: *y', '4:8 about: no anchor &y comes before this alias'],
  ['quirks: &q [*q]', '4:13 quirks[0]: the alias *q stands for something that contains it'],
  ['? [about]\n: y', '4:3 a key that is no text'],
  ['---\ntitle: z', '4:1 a second document begins'],
];

describe('each mistake is told once, with its place and what was meant', () => {
  it.each(CASES)('%s', (added, problem, suggests) => {
    const problems = problemsOf(`${BASE}${added}\n`, { catalogues: CATALOGUES });
    const told = problems.map(
      ({ line, column, where, message }) => `${line}:${column} ${where === '' ? '' : `${where}: `}${message}`,
    );
    expect(told).toEqual([problem]);
    expect(problems[0]?.nearest).toBe(suggests ?? null);
  });

  const ENTRIES: readonly [file: string, problem: string, suggests?: string][] = [
    ['devices: { c: { bus: pcie } }', 'devices.c.bus: unknown bus "pcie"', 'pci'],
    ['devices: { c: { bus: generic } }', 'devices.c.bus: unknown bus "generic"'],
    ['devices: { c: { modalias: x } }', 'devices.c: "bus" is missing'],
    ['devices: { c: { bus: pci, modalias: 12 } }', 'devices.c.modalias: found the number 12'],
    ['devices: { c: { bus: pci, parent: d } }', 'devices.c.parent: unknown device "d"', 'c'],
    ['devices: { c: { bus: pci, parent: c } }', 'devices.c.parent: a device cannot hang on itself: c -> c'],
    ['devices: { c: { bus: pci, appears: parent } }', 'devices.c.appears: there is no parent to appear with'],
    ['devices: { c: { bus: pci, suppliers: [d] } }', 'devices.c.suppliers[0]: unknown device "d"', 'c'],
    [
      'devices: { c: { bus: pci, suppliers: [c] } }',
      'devices.c.suppliers[0]: "c" cannot be its own supplier',
    ],
    ['devices: { c: { bus: pci, driver-override: d } }', 'devices.c.driver-override: unknown driver "d"'],
    ['devices: { c: { bus: pci, preset-driver: d } }', 'devices.c.preset-driver: unknown driver "d"'],
    [
      'devices: { c: { bus: pci, preset-driver: d } }\ndrivers: { d: { bus: usb } }',
      'devices.c.preset-driver: driver "d" is on bus usb, device "c" on bus pci',
    ],
    ['devices: { " c": { bus: pci } }', 'devices. c: found " c"'],
    [
      'drivers: { none: { bus: pci } }',
      'drivers.none: a driver cannot be called "none": the word has a meaning of its own',
    ],
    ['drivers: { d: { bus: pci, match: { c: EINVAL } } }', 'drivers.d.match.c: unknown device "c"'],
    ['drivers: { d: { bus: pci, match: EINVALID } }', 'drivers.d.match: found "EINVALID"', 'EINVAL'],
    ['drivers: { d: { bus: pci, probe-on: { c: {} } } }', 'drivers.d.probe-on.c: unknown device "c"'],
    ['drivers: { d: { bus: pci, probe: { needs: [c] } } }', 'drivers.d.probe.needs[0]: unknown device "c"'],
    ['drivers: { d: { bus: pci, probe: { may: [] } } }', 'drivers.d.probe.may: found an empty list'],
    ['drivers: { d: { bus: pci, probe: { may: [EDEFER] } } }', 'drivers.d.probe.may[0]: found "EDEFER"'],
    ['drivers: { d: { bus: usb, ids: ["*"] } }', 'drivers.d.ids: ids on bus "usb"'],
    ['buses: { b: { rules: pcii } }', 'buses.b.rules: found "pcii"', 'pci'],
  ];

  it.each(ENTRIES)('%s', (file, problem, suggests) => {
    const problems = problemsOf(`title: x\n${file}\n`);
    expect(problems.map(({ where, message }) => `${where}: ${message}`)).toEqual([problem]);
    expect(problems[0]?.nearest).toBe(suggests ?? null);
  });

  it.each([
    ['', '1:1 found nothing'],
    ['# only a comment', '1:1 found nothing'],
    ['just a text', '1:1 found "just a text"'],
    ['- a\n- list', '1:1 found a list'],
    ['%YAML 1.1\n---\ntitle: x', '1:1 YAML directives are not needed here'],
  ])('%j is no scenario', (text, problem) => {
    const told = problemsOf(text).map(({ line, column, message }) => `${line}:${column} ${message}`);
    expect(told).toEqual([problem]);
  });

  it('without catalogues their names are not checked', () => {
    expect(problemsOf(`${BASE}system: mine\nquirks: [q]\nexpect: { always: [i] }`)).toEqual([]);
  });
});
