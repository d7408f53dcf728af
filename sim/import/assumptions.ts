/** What the import had to suppose, in sentences for the scenario's `assumptions`: a report prints them. */
import type { Closure } from './closure.ts';
import { DEVICE_KINDS, probeKind, type DeviceKind, type ProbeTimes } from './defaults.ts';
import type { DriverPlan, DriverPlans } from './drivers.ts';
import type { Machine } from './machine.ts';
import type { ResolvedDevice, Resolver } from './resolve.ts';

export interface Imported {
  readonly machine: Machine;
  readonly resolver: Resolver;
  readonly devices: readonly ResolvedDevice[];
  readonly closure: Closure;
  readonly plans: DriverPlans;
  readonly times: ProbeTimes;
  /** Modules that nothing on the machine asks for by alias although the dump shows their driver bound. */
  readonly modulesLoad: readonly string[];
}

/** Longer lists are cut: one sentence stays one line of a report. */
function listed(names: readonly string[], max = 8): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, max).join(', ');
  return distinct.length > max ? `${shown} and ${distinct.length - max} more` : shown;
}

function timeLines({ plans, devices, times }: Imported): readonly string[] {
  const modaliases = new Map(devices.map(({ device }) => [device.name, device.modalias]));
  return DEVICE_KINDS.flatMap((kind: DeviceKind) => {
    const drivers = plans.drivers.filter(({ on }) =>
      [...on].some(([name, { may }]) => probeKind(modaliases.get(name) ?? '', may) === kind),
    );
    if (drivers.length === 0) return [];
    const what = kind === 'other' ? 'all other devices, and probes that can only refuse,' : `${kind} devices`;
    return [`Probes on ${what} take ${times[kind]}: ${listed(drivers.map(({ name }) => name))}.`];
  });
}

function answerLines({ plans }: Imported): readonly string[] {
  const describe = (driver: DriverPlan, device: string, may: readonly string[], because: string): string =>
    `${driver.name} on ${device} answers ${may.join(' or ')}: ${because}.`;
  return plans.drivers.flatMap((driver) =>
    [...driver.on].flatMap(([device, { may, because }]) =>
      because === null ? [] : [describe(driver, device, may, because)],
    ),
  );
}

function boundLines({ devices, resolver, plans, modulesLoad }: Imported): readonly string[] {
  const kernel = resolver.database.name;
  const of = (is: string): readonly string[] =>
    devices.flatMap(({ device, bound }) => (bound?.is === is ? [`${bound.driver} on ${device.name}`] : []));
  const line = (is: string, text: string): readonly string[] =>
    of(is).length > 0 ? [`${text}: ${listed(of(is))}.`] : [];
  return [
    ...line('absent', `Bound in the dump but not in ${kernel}, so nobody serves these devices here`),
    ...line(
      'claimed',
      'Taken in the dump by the driver of a sibling interface, which is not modelled; unbound here',
    ),
    ...line('builtin', 'Built-in drivers that match exactly the devices they were bound to in the dump'),
    ...line('elsewhere', 'Matching exactly the devices they were bound to in the dump, for want of an alias'),
    ...(modulesLoad.length > 0
      ? [`Loaded by modules-load.d here, for nothing in the dump asks for them: ${listed(modulesLoad)}.`]
      : []),
    ...(plans.coreModules.length > 0
      ? [`Parts of the kernel without a module; built-in ones are made up: ${listed(plans.coreModules)}.`]
      : []),
    ...(plans.aliasOnly.length > 0
      ? [`Loaded for a device but registering no driver that could bind it: ${listed(plans.aliasOnly)}.`]
      : []),
  ];
}

function treeLine({ machine, devices }: Imported): string {
  if (!machine.hasTree) return 'The dump tells no parents: all devices are there when the kernel enumerates.';
  const usb = devices.some(({ bus }) => bus === 'usb');
  const rest = 'all others are there when the kernel enumerates';
  return usb
    ? `USB interfaces appear once the hub or controller above them has bound; ${rest}.`
    : `Devices: ${rest}.`;
}

/** All assumptions, the general ones first. */
export function assumptionsOf(imported: Imported): readonly string[] {
  const { resolver } = imported;
  const unknown =
    "Which buses modules register drivers on is unknown: each module with a device's alias is taken to.";
  return [
    treeLine(imported),
    'Modules load and initialise in the default times of the scenario format.',
    ...timeLines(imported),
    ...(resolver.database.registrations === null ? [unknown] : []),
    ...boundLines(imported),
    ...answerLines(imported),
  ];
}
