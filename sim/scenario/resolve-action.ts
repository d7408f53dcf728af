/** One action of a story: which verb it is, and whether what it names exists. */
import { driverOrNone, known, knownList, sameBus, type Context } from './context.ts';
import type { Path } from './places.ts';
import type { Action } from './scenario.ts';
import { BARE_ACTIONS, VERBS, type RawAction } from './schema-story.ts';
import { listed, quoted } from './words.ts';

type RawVerbs = Exclude<RawAction, string>;
type Verb = (typeof VERBS)[number];
type Args<V extends Verb> = NonNullable<RawVerbs[V]>;
type Resolver<V extends Verb> = (context: Context, path: Path, args: Args<V>) => Action;

/** The action, or none after a complaint. */
export function resolveAction(context: Context, raw: RawAction, path: Path): readonly Action[] {
  if (typeof raw === 'string') return [{ do: raw }];
  const [verb, second] = VERBS.filter((each) => raw[each] !== undefined);
  const allowed = `${listed(VERBS.slice(0, 6))}, ... or a bare ${BARE_ACTIONS.join(', ')}`;
  if (verb === undefined) {
    if (context.isWhole(path))
      context.complain(path, { message: 'there is no action in this entry', allowed });
    return [];
  }
  if (second !== undefined) {
    const remedy = 'make them two entries, or a do: list';
    context.complain([...path, second], { message: `a second action (${verb} comes before)`, remedy }, 'key');
  }
  return [resolveVerb(context, verb, raw, path)];
}

function resolveVerb<V extends Verb>(context: Context, verb: V, raw: RawVerbs, path: Path): Action {
  const resolve = RESOLVERS[verb] as Resolver<V>;
  return resolve(context, [...path, verb], raw[verb] as Args<V>);
}

const onDevice =
  (verb: 'add' | 'remove' | 'drivers_probe' | 'reprobe' | 'attach' | 'rollback' | 'disable' | 'enable') =>
  (context: Context, path: Path, name: string): Action => ({
    do: verb,
    device: known(context, 'device', path, name),
  });
const onDriver =
  (verb: 'register' | 'unregister') =>
  (context: Context, path: Path, name: string): Action => ({
    do: verb,
    driver: known(context, 'driver', path, name),
  });
const onModule =
  (verb: 'modprobe' | 'rmmod') =>
  (context: Context, path: Path, name: string): Action => ({
    do: verb,
    module: known(context, 'module', path, name),
  });
const onPair =
  (verb: 'bind' | 'unbind') =>
  (context: Context, path: Path, args: Args<'bind'>): Action => {
    const { driver, device } = typeof args === 'string' ? split(context, path, args) : args;
    return { do: verb, ...pairOf(context, path, driver, device) };
  };
const onId =
  (verb: 'new_id' | 'remove_id') =>
  (context: Context, path: Path, { driver, pattern }: Args<'new_id'>): Action => ({
    do: verb,
    driver: known(context, 'driver', [...path, 'driver'], driver),
    pattern,
  });

const RESOLVERS: { readonly [V in Verb]: Resolver<V> } = {
  add: onDevice('add'),
  remove: onDevice('remove'),
  register: onDriver('register'),
  unregister: onDriver('unregister'),
  modprobe: onModule('modprobe'),
  rmmod: onModule('rmmod'),
  bind: onPair('bind'),
  unbind: onPair('unbind'),
  drivers_probe: onDevice('drivers_probe'),
  reprobe: onDevice('reprobe'),
  attach: onDevice('attach'),
  rollback: onDevice('rollback'),
  disable: onDevice('disable'),
  enable: onDevice('enable'),
  override: (context, path, { device, driver }) => ({
    do: 'override',
    device: known(context, 'device', [...path, 'device'], device),
    driver: driverOrNone(context, [...path, 'driver'], driver, device),
  }),
  new_id: onId('new_id'),
  remove_id: onId('remove_id'),
  autoprobe: (context, path, { bus, on }) => ({
    do: 'autoprobe',
    bus: known(context, 'bus', [...path, 'bus'], bus),
    on,
  }),
  rescan: (context, path, bus) => ({ do: 'rescan', bus: known(context, 'bus', path, bus) }),
  group: (context, path, { driver, device, members }) => ({
    do: 'group',
    ...pairOf(context, path, driver, device),
    members: knownList(context, 'device', [...path, 'members'], members),
  }),
  wait: (_context, _path, takes) => ({ do: 'wait', takes }),
};

/** A driver and a device of its bus. */
function pairOf(
  context: Context,
  path: Path,
  driver: string,
  device: string,
): { driver: string; device: string } {
  known(context, 'device', [...path, 'device'], device);
  known(context, 'driver', [...path, 'driver'], driver);
  sameBus(context, [...path, 'driver'], driver, device);
  return { driver, device };
}

/** "DRIVER DEVICE": names may have spaces inside, so the space that separates two known names is looked for. */
function split(context: Context, path: Path, text: string): { driver: string; device: string } {
  const words = text.split(' ');
  const ways = words.slice(1).map((_, index) => ({
    driver: words.slice(0, index + 1).join(' '),
    device: words.slice(index + 1).join(' '),
  }));
  const { driver, device } = context.names;
  const fitting = ways.filter((way) => driver?.has(way.driver) === true && device?.has(way.device) === true);
  if (fitting.length > 1) {
    const remedy = 'write { driver: NAME, device: NAME }';
    context.complain(path, { message: `${quoted(text)} can be read in two ways`, remedy });
  }
  return fitting[0] ?? ways[0] ?? { driver: text, device: text };
}
