/** The two races: the schedule is a run of the model still, and the kernel goes through it where instructions count. */
import { describe, expect, it } from 'vitest';
import { replayed } from '../../sim/engine/choice.ts';
import { simulateBooted } from '../../sim/simulate.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { settles } from '../invariants/settles.ts';
import { possibleEndings } from './endings.ts';
import { KERNELS } from './recording.ts';
import { passes } from './passes.ts';
import { FORGOTTEN, lasso, LIVELOCK, loopShown, modelFor, passesShortest, recordingsOf } from './races.ts';
import { eventsOf } from './schedule.ts';
import { expectedOf } from '../../sim/observed/expected.ts';

describe('u, the forgotten driver', () => {
  const model = modelFor(FORGOTTEN);
  const exact = recordingsOf(FORGOTTEN, 'exact');

  it('loses the device in the ordinary order, and no deviation is needed', () => {
    const { endings } = exploreScenario(model.scenario, []);
    const lost = endings.find(({ ends }) => ends?.['d'] === null);
    expect(lost?.deviations).toEqual([]);
  });

  it.each(KERNELS)('%s goes through that schedule in every exact run', (kernel) => {
    const own = exact.filter((one) => one.kernel === kernel);
    expect(own.length).toBeGreaterThanOrEqual(2);
    for (const recording of own) {
      const { matched, records, events } = passesShortest(model, recording);
      expect([matched, events]).toEqual([records, records]);
      expect(recording.devices).toEqual({ d: null });
    }
  });

  it('a kernel that asks in another order goes through another schedule', () => {
    const [recording] = exact;
    if (!recording) throw new Error('no recording');
    const { steps, commands } = recording;
    const story = {
      steps: steps.filter(({ t }) => t >= 0),
      commands: commands.filter(({ begin }) => begin >= 0),
    };
    const events = eventsOf(model.booted, []);
    const early = events.findIndex(({ process }) => process !== 'loader');
    const swapped = events.map((event, number) => (number < early ? { ...event, before: [early] } : event));
    const { matched, records } = passes(expectedOf(model.booted.kernel, story), swapped);
    expect(matched).toBeLessThan(records);
  });
});

describe('w, the livelock', () => {
  const model = modelFor(LIVELOCK);

  it('has the lasso of lasso.ts: if not, explore again and keep the token that it prints', () => {
    const { loop, deviations } = lasso();
    const run = (): unknown =>
      simulateBooted(model.scenario, model.booted, { clock: 'untimed', loop, chooser: replayed(deviations) });
    expect(run).not.toThrow();
  });

  it.each(KERNELS)('%s goes round a loop of the model in every exact run', (kernel) => {
    const own = recordingsOf(LIVELOCK, 'exact').filter((one) => one.kernel === kernel);
    expect(own.length).toBeGreaterThanOrEqual(2);
    for (const recording of own) {
      expect(recording.quiet).toBe(false);
      expect(loopShown(model, recording)?.rounds).toBeGreaterThan(20);
    }
  });

  it('each device takes the steps of the lasso, round by round', () => {
    const { loop, deviations } = lasso();
    const round = eventsOf(model.booted, deviations, loop.stem + loop.turns).filter(
      ({ turn }) => turn >= loop.stem,
    );
    const perDevice = (device: number) => round.filter(({ made }) => made.a === device).length;
    const [recording] = recordingsOf(LIVELOCK, 'exact');
    const retried = recording?.steps.flatMap(({ is, device }, at) =>
      is === 'deferred-retry' && device === 'd0' ? [at] : [],
    );
    const [from = 0, to = 0] = retried?.slice(4, 6) ?? [];
    const silent = ['try-begin', 'not-bound', 'async-device-begin'];
    const words = recording?.steps
      .slice(from, to)
      .filter(({ device, is }) => device === 'd0' && !silent.includes(is));
    expect(words?.map(({ is }) => is)).toEqual([
      'deferred-retry',
      'match',
      'async-scheduled-for-device',
      'match',
      'probe-begin',
      'probe-end',
      'try-end',
      'async-device-end',
    ]);
    expect(perDevice(model.scenario.devices.findIndex(({ name }) => name === 'd0'))).toBe(words?.length);
  });
});

describe('what closes them, in all orders', () => {
  const closing = (name: string) => modelFor(`properties/kernel/experiments/races/${name}.yaml`).scenario;
  const driversOf = (name: string) => {
    const { complete, endings } = exploreScenario(closing(name), []);
    expect(complete).toBe(true);
    return endings.map(({ ends }) => ends?.['d']);
  };

  it('u: synchronous drivers', () => {
    expect(driversOf('u-closed-by-synchronous')).toEqual(['B']);
  });

  it('u: drivers_probe does not, if it comes while the first probe is under way', () => {
    expect(driversOf('u-drivers-probe-afterwards')).toEqual(['B', null]);
  });

  it('u: a gap does by time, not by order', () => {
    expect(driversOf('u-closed-by-a-gap').sort()).toEqual(['B', null].sort());
    const lost = possibleEndings(closing('u-closed-by-a-gap'))?.find(({ ending }) => ending === 'd: none');
    expect(lost?.timing.is).toBe('impossible');
  });

  const endlessIn = (name: string) => {
    const { complete, broken } = exploreScenario(closing(name), [settles]);
    expect(complete).toBe(true);
    return broken.length;
  };

  it('w: a synchronous driver', () => {
    expect(endlessIn('w-two-devices-synchronous')).toBe(0);
  });

  it('w: managed links do not, they make the window small', () => {
    expect(endlessIn('w-two-devices-linked')).toBe(1);
  });
});
