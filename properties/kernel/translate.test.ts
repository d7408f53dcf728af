/** What the rig makes of scenarios, without any kernel: the whole of them, always alike, or a refusal with reasons. */
import { describe, expect, it } from 'vitest';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Action, Scenario } from '../../sim/scenario/scenario.ts';
import { planLines, type GuestProgram } from './program.ts';
import { experimentFiles, readExperiment, suiteFolders } from './suites.ts';
import { isStock } from './stock/translate.ts';
import { translate } from './translate.ts';

/** Those of the kernel’s own drivers have a test of their own (stock.test.ts). */
const EXPERIMENTS = suiteFolders()
  .flatMap(experimentFiles)
  .map(readExperiment)
  .filter(({ scenario }) => !isStock(scenario));

function programOf(scenario: Scenario, seed = 1): GuestProgram {
  const translated = translate(scenario, seed);
  if ('refused' in translated) throw new Error(translated.refused.join('\n'));
  return translated.program;
}

const of = (yaml: string): Scenario =>
  scenarioFrom(`title: inline\nbuses: { simbus: { rules: generic } }\n${yaml}`);

function refusalOf(yaml: string): string {
  const translated = translate(scenarioFrom(`title: inline\n${yaml}`), 1);
  return 'refused' in translated ? translated.refused.join('\n') : 'accepted';
}

describe('experiments', () => {
  it('made for the rig are all accepted, and of the model’s own as many as a kernel can play', () => {
    const refused = EXPERIMENTS.filter(({ scenario }) => 'refused' in translate(scenario, 1));
    expect(refused.filter(({ file }) => file.startsWith('properties/'))).toEqual([]);
    expect(EXPERIMENTS.length - refused.length).toBeGreaterThanOrEqual(250);
  });

  it('become the same program each time, and another one only where something is drawn', () => {
    for (const { file, scenario } of EXPERIMENTS) {
      if ('refused' in translate(scenario, 1)) continue;
      expect(planLines(file, programOf(scenario))).toEqual(planLines(file, programOf(scenario)));
    }
    const drawn = of(`drivers: { A: { bus: simbus, matches: ['x'], probe: { takes: 1ms..900ms } } }
devices: { d: { bus: simbus, modalias: x } }`);
    expect(planLines('', programOf(drawn, 1))).not.toEqual(planLines('', programOf(drawn, 2)));
  });

  it('are translated completely: each action has a name, and all but wait have something to do', () => {
    for (const { file, scenario } of EXPERIMENTS) {
      if ('refused' in translate(scenario, 1)) continue;
      const { given, lanes } = programOf(scenario);
      const stories = [{ lane: given, actions: scenario.given }].concat(
        scenario.story.map(({ actions }, index) => ({ lane: lanes[index] ?? given, actions })),
      );
      for (const { lane, actions } of stories) expect([file, done(lane)]).toEqual([file, indices(actions)]);
      expect(lanes.map(({ name }) => name)).toEqual(scenario.story.map(({ name }) => name));
    }
  });

  it('are told in lines that the guest can read: no control characters but the tabs between fields', () => {
    for (const { file, scenario } of EXPERIMENTS) {
      if ('refused' in translate(scenario, 1)) continue;
      for (const line of planLines(file, programOf(scenario))) expect(line).toMatch(/^[XAGL][\t\x20-\x7e]*$/);
    }
  });
});

/** Indices of a lane's actions that do something, and the names they have. */
const done = ({ actions, named }: GuestProgram['given']): unknown => ({
  does: [...new Set(actions.filter(({ does }) => does.op !== 'sleep').map(({ index }) => index))].filter(
    (at) => at >= 0,
  ),
  named: named.map(({ does }) => does.split(' ')[0]),
});

const indices = (actions: readonly Action[]): unknown => ({
  does: actions.flatMap((action, index) => (action.do === 'wait' ? [] : [index])),
  named: actions.map((action) => action.do),
});

describe('a program', () => {
  const text = `
devices:
  p: { bus: simbus, modalias: p, appears: boot }
  c: { bus: simbus, modalias: c, parent: p, suppliers: [s], dma: EBUSY, driver-override: B, appears: story }
  s: { bus: simbus, modalias: s, appears: boot }
drivers:
  A: { bus: simbus, matches: ['c'], match: EPROBE_DEFER, probe: { takes: 3ms, script: [EIO, ok], needs: [p] } }
  B: { bus: simbus, matches: ['*'], probe-type: async, bind-attrs: false, probe: { takes: 0 }, remove-takes: 2ms }
given: [{ register: A }]
story:
  - as: admin
    at: 4ms
    do: [{ add: c }, { wait: 1ms }, { bind: A c }, { override: { device: c, driver: none } }, { rescan: simbus }]
`;

  it('describes devices after their parents, drivers, and how each meets each', () => {
    const { setup } = programOf(of(text));
    expect(setup.map(({ does }) => ('line' in does ? does.line : does.op))).toEqual([
      'bus probesim.simbus',
      'device p bus=probesim.simbus',
      'device c bus=probesim.simbus parent=p override=B dma=-16',
      'device s bus=probesim.simbus',
      'driver A bus=probesim.simbus probe=default remove-us=0',
      'driver B bus=probesim.simbus probe=async remove-us=2000 hidden',
      'pair A p us=3000 answers=-5,0 needs=p',
      'pair A c match=-517 us=3000 answers=-5,0 needs=p',
      'pair A s us=3000 answers=-5,0 needs=p',
      'pair B p match=1 us=0 answers=0',
      'pair B c match=1 us=0 answers=0',
      'pair B s match=1 us=0 answers=0',
      'link c s',
    ]);
  });

  it('plays devices that are there, built-in drivers and what is given, and lets each come to rest', () => {
    const scenario = of(
      text.replace('drivers:', 'modules: { b: { builtin: true, drivers: [B] } }\ndrivers:'),
    );
    const { given } = programOf(scenario);
    const lines = given.actions.flatMap(({ does }) => ('line' in does ? [does.line] : []));
    expect(lines.filter((line) => line !== 'settle')).toEqual(['add p', 'add s', 'register B', 'register A']);
    expect(lines.filter((_, index) => index % 3 !== 0).every((line) => line === 'settle')).toBe(true);
  });

  it('waits for its time, writes where an administrator would, and sleeps', () => {
    const lines = planLines('id', programOf(of(text)));
    expect(lines.slice(lines.indexOf('L lane0'))).toEqual([
      'L lane0',
      'A -1\ta\t4000000',
      'A 0\tc\tadd c',
      'A 1\ts\t1000000',
      'A 2\tw\t/sys/bus/probesim.simbus/drivers/A/bind\tc',
      'A 3\tw\t/sys/bus/probesim.simbus/devices/c/driver_override\t',
      'A 4\tc\trescan probesim.simbus',
    ]);
  });

  it('switches autoprobe off before anything is there, and inserts modules after their load time', () => {
    const { setup, lanes } = programOf(
      scenarioFrom(`title: inline
buses: { simbus: { rules: generic, autoprobe: false } }
drivers: { A: { bus: simbus, module: m, matches: ['x'] } }
modules: { m: { load: 3ms, init: 7ms, init-may: [ENOMEM], async-probe: true } }
udev: false
story: [{ as: admin, do: [{ modprobe: m }, { rmmod: m }, block_probing, unblock_probing] }]
`),
    );
    expect(setup[1]?.does).toEqual({
      op: 'write',
      path: '/sys/bus/probesim.simbus/drivers_autoprobe',
      data: '0',
    });
    expect(setup.at(-1)?.does).toEqual({ op: 'command', line: 'module m init-us=7000 answer=-12 driver=A' });
    expect(lanes[0]?.actions).toEqual([
      { index: 0, does: { op: 'sleep', ns: 3_000_000 } },
      { index: 0, does: { op: 'insert', module: 'm', parameters: 'async_probe=1' } },
      { index: 1, does: { op: 'remove', module: 'm', parameters: '' } },
      { index: 2, does: { op: 'command', line: 'block' } },
      { index: 3, does: { op: 'command', line: 'unblock' } },
    ]);
  });

  it('gives the past the first of the possible answers, and draws for the story', () => {
    const driver = `drivers: { A: { bus: simbus, matches: ['x'], probe: { may: [ok, ENODEV] } } }`;
    const { setup } = programOf(of(`devices: { d: { bus: simbus, modalias: x } }\n${driver}`));
    const pair = setup
      .map(({ does }) => ('line' in does ? does.line : ''))
      .find((line) => line.startsWith('pair'));
    expect(pair).toMatch(/ answers=(?:0|-19)(?:,(?:0|-19)){23} past-answer=0$/);
    expect(new Set(/answers=(\S+)/.exec(pair ?? '')?.[1]?.split(','))).toEqual(new Set(['0', '-19']));
  });
});

describe('refusals', () => {
  it.each([
    ['system: linux-5.15', 'system linux-5.15'],
    ['quirks: [no-bound-check]', 'quirks no-bound-check'],
    ['boot: {}', 'boot: '],
    ['devices: { d: { bus: pci } }', 'bus pci: '],
    ['devices: { d: { bus: usb } }', 'bus usb: '],
    ['kernel: { driver-async-probe: ["*"] }', 'kernel.driver-async-probe: '],
    ['modules: { m: {} }\nkernel: { module-blacklist: [m] }', 'kernel.module-blacklist: '],
    ['modules: { m: {} }\nmodprobe.d: "blacklist m"', 'modprobe.d: '],
    ['modules: { m: { depends: [n] }, n: {} }', 'module m: '],
    ['devices: { d: { bus: platform, modalias: x } }\nmodules: { m: { aliases: ["x"] } }', 'udev: '],
    ['others: { trigger: true }', 'others: '],
    ['story: [coldplug]', 'coldplug: '],
    ['devices: { "a b": { bus: platform } }', 'name a b: '],
    ['devices: { system: { bus: platform } }', 'name system: '],
    ['devices: { a: { bus: platform, suppliers: [b] }, b: { bus: platform, suppliers: [a] } }', 'device a: '],
    ['drivers: { A: { bus: platform, probe: { takes: 6s } } }', 'driver A: '],
    ['drivers: { A: { bus: pci, ids: ["pci:*"] } }', 'driver A: '],
    ['story: [{ wait: 6s }]', 'wait: '],
  ])('%s', (yaml, reason) => expect(refusalOf(yaml)).toContain(reason));

  it('are not made without a reason', () =>
    expect(refusalOf('devices: { d: { bus: platform } }')).toBe('accepted'));
});
