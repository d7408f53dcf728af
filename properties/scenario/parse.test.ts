/** What sound files become: every default, every form a value may have. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { BOOTED, EXAMPLES, RACE, RUNNING, scenarioOf } from './examples.ts';

const MS = 1_000_000;

describe('a scenario file becomes a complete scenario', () => {
  it.each(Object.entries(EXAMPLES))('%s has neither problems nor undefined values', (_, text) => {
    const scenario = scenarioOf(text);
    expect(JSON.parse(JSON.stringify(scenario))).toStrictEqual(scenario);
  });

  it('the smallest file gets every default', () => {
    expect(scenarioOf('title: nothing')).toEqual({
      title: 'nothing',
      about: '',
      system: 'linux-6.1',
      quirks: [],
      kernel: {
        driverAsyncProbe: [],
        moduleAsyncProbe: false,
        deferredProbeTimeout: 10_000 * MS,
        moduleBlacklist: [],
        hidIgnoreSpecialDrivers: false,
      },
      buses: [],
      devices: [],
      drivers: [],
      modules: [],
      boot: null,
      udev: null,
      modprobeConfig: '',
      given: [],
      others: { load: [], trigger: false },
      story: [],
      expect: { always: null, never: [], sometimes: [], ends: {} },
      assumptions: [],
    });
  });

  it('the head comment is the text about it, without the lines for tools', () => {
    expect(scenarioOf(RACE).about).toBe(
      'vfio-pci takes what i915 wants.\n\nBoth are registered while the GPU appears.',
    );
    expect(scenarioOf('# a comment\nabout: said\ntitle: x').about).toBe('said');
  });

  it('is frozen to the bottom', () => {
    const loose: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) loose.push(path);
      for (const [key, child] of Object.entries(value)) visit(child, `${path}.${key}`);
    };
    visit(scenarioOf(BOOTED), 'scenario');
    expect(loose).toEqual([]);
  });
});

describe('devices and buses', () => {
  it('a device that the story adds appears with the story, a child on usb or hid with its parent', () => {
    const text = `title: x
devices:
  a: { bus: pci }
  b: { bus: pci, parent: a }
  c: { bus: usb, parent: a }
  d: { bus: usb }
  e: { bus: hid, parent: c }
story: [{ add: e }]
`;
    const { devices } = scenarioOf(text);
    expect(devices.map(({ appears }) => appears)).toEqual(['boot', 'boot', 'parent', 'boot', 'story']);
    expect(devices.map(({ appearsAfter }) => appearsAfter.max)).toEqual([0, 0, 10 * MS, 0, 0]);
  });

  it('given actions add devices too', () => {
    const { devices } = scenarioOf('title: x\ndevices: { a: { bus: pci } }\ngiven: [{ add: a }]');
    expect(devices[0]?.appears).toBe('story');
  });

  it('known buses need no declaration, flags can be changed, own buses are generic', () => {
    const { buses } = scenarioOf(BOOTED);
    expect(buses).toEqual([
      { name: 'simbus', rules: 'generic', autoprobe: false, parentLock: false },
      { name: 'usb', rules: 'usb', autoprobe: true, parentLock: false },
      { name: 'hid', rules: 'hid', autoprobe: true, parentLock: false },
      { name: 'pci', rules: 'pci', autoprobe: true, parentLock: false },
    ]);
    expect(scenarioOf('title: x\ndevices: { a: { bus: usb } }').buses[0]?.parentLock).toBe(true);
  });
});

describe('drivers', () => {
  const catchAll = (matches: string): boolean | undefined =>
    scenarioOf(`title: x\ndrivers: { d: { bus: pci, matches: ${matches} } }`).drivers[0]?.catchAll;

  it.each([
    ['["*"]', true],
    ['["pci:*"]', true],
    ['["pci:v*d*sv*sd*bc*sc*i*"]', true],
    ['["hid:b*g*v*p*"]', true],
    ['["pci:v00008086d*", "pci:*"]', true],
    ['["pci:v00008086d*"]', false],
    ['["pci:v*d*sv*sd*bc01sc06i01*"]', false],
    ['["platform:foo*"]', false],
    ['["platform:foo"]', false],
    ['["pci:?"]', false],
    ['[]', false],
  ])('matches %s: catch-all is deduced as %s', (matches, expected) => {
    expect(catchAll(matches)).toBe(expected);
  });

  it('one match answer stands for every device of the bus', () => {
    const drivers = scenarioOf(BOOTED).drivers;
    expect(drivers.find(({ name }) => name === 'sound card')?.match).toEqual({
      hub: 'EINVAL',
      key: 'EINVAL',
    });
  });

  it('probe-on inherits from probe, but may and script only together', () => {
    const text = `title: x
devices: { a: { bus: pci }, b: { bus: pci } }
drivers:
  d: { bus: pci, probe: { takes: 7ms, script: [EIO, ok], needs: [b] }, probe-on: { a: { may: [ENODEV] }, b: { takes: 0 } } }
`;
    const [driver] = scenarioOf(text).drivers;
    const base = {
      takes: { min: 7 * MS, max: 7 * MS },
      may: ['ok'],
      script: ['EIO', 'ok'],
      needs: ['b'],
      needsChecked: 'early',
    };
    expect(driver?.probe).toEqual(base);
    expect(driver?.probeOn).toEqual({
      a: { ...base, may: ['ENODEV'], script: [] },
      b: { ...base, takes: { min: 0, max: 0 } },
    });
  });

  it('the answer 1 may be written as a number', () => {
    const text = 'title: x\ndrivers: { d: { bus: pci, probe: { may: [1, "1"], script: 1 } } }';
    expect(scenarioOf(text).drivers[0]?.probe).toMatchObject({ may: ['1', '1'], script: ['1'] });
  });
});

describe('modules', () => {
  it('exist as soon as a driver names them; dashes and underscores are the same', () => {
    const text = `title: x
drivers: { a: { bus: pci, module: snd-hda }, b: { bus: pci, module: snd_hda, matches: ["pci:1"] } }
story: [{ modprobe: snd-hda }]
`;
    const { modules, drivers, story } = scenarioOf(text);
    expect(modules).toMatchObject([{ name: 'snd_hda', order: 0, drivers: ['a', 'b'], aliases: ['pci:1'] }]);
    expect(drivers.map(({ module }) => module)).toEqual(['snd_hda', 'snd_hda']);
    expect(story).toMatchObject([{ name: 'modprobe snd_hda', actions: [{ module: 'snd_hda' }] }]);
  });

  it('the order of the file is modules.order, implied modules come last', () => {
    const text = `title: x
drivers: { a: { bus: pci, module: z }, b: { bus: pci, module: m } }
modules: { m: {}, k: { order: 70 } }
`;
    expect(scenarioOf(text).modules.map(({ name, order }) => [name, order])).toEqual([
      ['m', 0],
      ['k', 70],
      ['z', 2],
    ]);
  });

  it('may list their drivers instead, in the order they are registered', () => {
    const { modules, drivers } = scenarioOf(BOOTED);
    const sound = modules.find(({ name }) => name === 'snd_hda');
    expect(sound).toMatchObject({ drivers: ['sound card', 'usbcore'], aliases: ['usb:v*'] });
    expect(drivers.find(({ name }) => name === 'usbcore')?.module).toBe('snd_hda');
  });

  it('depend on what their dependencies depend on, each before its own', () => {
    const text = `title: x
modules: { a: { depends: [low, b, c] }, b: { depends: [d] }, c: { depends: [d, low] }, d: { depends: [low] }, low: {} }
`;
    expect(scenarioOf(text).modules[0]?.depends).toEqual(['b', 'c', 'd', 'low']);
  });

  it('a complete list of dependencies stays as it is', () => {
    const text = 'title: x\nmodules: { a: { depends: [c, b, d] }, b: { depends: [d] }, c: {}, d: {} }';
    expect(scenarioOf(text).modules[0]?.depends).toEqual(['c', 'b', 'd']);
  });

  it('built in is initcall level 6 unless a level is given', () => {
    const levels = scenarioOf(BOOTED).modules.map(({ builtin }) => builtin);
    expect(levels).toEqual([null, 4, 6, null]);
  });

  it('udev is there if, and only if, something can be loaded', () => {
    expect(scenarioOf('title: x\nmodules: { a: {} }').udev).not.toBeNull();
    expect(scenarioOf('title: x\nmodules: { a: { builtin: true } }').udev).toBeNull();
    expect(scenarioOf('title: x\nmodules: { a: {} }\nudev: false').udev).toBeNull();
  });
});

describe('boot and story', () => {
  it('boot: {} is a boot with all defaults', () => {
    expect(scenarioOf('title: x\nboot: {}').boot).toEqual({
      initramfs: null,
      initramfsModprobeConfig: null,
      coldplug: true,
      modulesLoad: [],
      userspaceAfter: { min: 50 * MS, max: 150 * MS },
    });
  });

  it('reads every action', () => {
    expect(scenarioOf(RUNNING).story).toMatchSnapshot();
  });

  it('names actors after their action and numbers the later ones', () => {
    const text = `title: x
devices: { a: { bus: pci } }
story: [{ add: a }, { remove: a }, { add: a }, { as: x, add: a }, { add: a }]
`;
    expect(scenarioOf(text).story.map(({ name }) => name)).toEqual([
      'add a',
      'remove a',
      'add a #2',
      'x',
      'add a #3',
    ]);
  });

  it('finds the driver and the device in one text even if their names have spaces', () => {
    const text = `title: x
devices: { b c: { bus: pci } }
drivers: { a b: { bus: pci }, a: { bus: pci } }
story: [{ bind: a b c }]
`;
    expect(scenarioOf(text).story[0]?.actions).toEqual([{ do: 'bind', driver: 'a', device: 'b c' }]);
  });
});

describe('warnings', () => {
  const warningsOf = (text: string): readonly string[] => {
    const result = parseScenario(text, { file: 'x' });
    return 'warnings' in result
      ? result.warnings.map(({ line, message }) => `${line}: ${message}`)
      : ['problems'];
  };

  it('tell of what is allowed but most likely a slip', () => {
    const text = `title: x
buses: { simbus: {} }
devices:
  a: { bus: pci, modalias: "pci:v1", appears: story }
drivers:
  good: { bus: pci, matches: ["pci:v1"] }
  bad: { bus: pci, matches: ["pci:v2*"] }
`;
    expect(warningsOf(text)).toEqual([
      '2: nothing is on bus "simbus"',
      '4: no action adds "a"',
      '7: no device of this file matches driver "bad"',
    ]);
    expect(warningsOf(RACE)).toEqual([]);
  });
});
