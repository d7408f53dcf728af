import type { Invariant } from '../../sim/check/invariant.ts';

/** Functions whose callers expect an answer. */
const CALLS: Readonly<Record<string, string>> = {
  register_driver: 'a driver registration',
  unregister_driver: 'a driver removal',
  add_device: 'adding a device',
  remove_device: 'removing a device',
  finit_module: 'loading a module',
  delete_module: 'removing a module',
};

export const callsReturn: Invariant = {
  name: 'calls-return',
  says: 'Every registration, removal and module load returns to its caller.',
  because: 'insmod, rmmod and hot-unplug hang otherwise, and so does everybody behind them.',
  mutant: 'scenarios/unplug-waits-for-itself.yaml',
  atEnd: ({ stuck }) =>
    stuck.flatMap(({ process, path, waitsFor }) => {
      const call = path.map((name) => CALLS[name]).find((text) => text !== undefined);
      return call ? [{ why: `${call} by ${process} never returns: it waits for ${waitsFor}` }] : [];
    }),
};
