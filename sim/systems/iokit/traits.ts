/** What a scenario can say to IOKit (systems reference A4): the keys of personalities and nubs, and boot-args. */
import type { Dialect, DriverFacts, Trait } from '../system.ts';

/** Words of the trait `checks-in`, by place. */
export const CHECKS_IN = { always: 0, maybe: 1, never: 2 } as const;
/** Deaths of a process that a scenario can ask for: enough to pass a relaunch limit that it states. */
export const CRASHES_MAX = 20;

const scoreOf = ({ catchAll, best }: DriverFacts): number => (catchAll ? 0 : 100 * best);

const no = (says: string): Trait<unknown> => ({ says, values: 'yes-no', unsaid: () => 0 });
const none = (says: string): Trait<unknown> => ({ says, values: 'name', unsaid: () => 0 });

export const TRAITS: Dialect = {
  driver: {
    score: {
      says: 'IOProbeScore of its personality; higher goes first',
      values: { min: -100_000, max: 100_000 },
      unsaid: scoreOf,
    },
    'probe-score': {
      says: 'the score that its probe method leaves; higher is started first',
      values: { min: -100_000, max: 100_000 },
      unsaid: scoreOf,
    },
    declines: no('its probe method returns nothing'),
    category: none('IOMatchCategory; without one the default'),
    boot: no('its personality is one of the boot collection'),
    'terminate-options': no(
      'as a client it may be terminated for a driver that is not of the boot collection',
    ),
    resource: none('IOResourceMatch: its start waits until somebody has published a resource of this name'),
    publishes: none('the resource that its start publishes'),
    defer: no('IOMatchDefer: its nub is parked until the daemon of user space is up'),
    dext: no('it is a driver extension: its start launches a process and waits for it to check in'),
    'checks-in': {
      says: 'whether the process of the driver extension checks in; if not, its start fails after 120 s',
      values: { words: Object.keys(CHECKS_IN) },
      unsaid: () => 0,
    },
    crashes: {
      says: 'how often the process of the driver extension dies on each nub, some time after its start',
      values: { min: 0, max: CRASHES_MAX },
      unsaid: () => 0,
    },
  },
  device: {
    'root-path': no('it is on the path to the root media'),
    resource: none('IOResourceMatch: a driver starts on it only after somebody has published this resource'),
    resources: no('it is the nub of resources: it waits for none, has a config thread always, takes no dext'),
  },
  system: {
    'root-known': { says: 'the root media is known', values: 'yes-no', unsaid: () => 1 },
    threads: {
      says: 'iocthreads: config threads at a time; 0: as many as there are nubs to match',
      values: { min: 0, max: 500 },
      unsaid: () => 0,
    },
    relaunches: {
      says: 'dextrelaunch: deaths after which a driver extension is passed over in the rematch',
      values: { min: 0, max: 1000 },
      unsaid: () => 1000,
    },
  },
};
