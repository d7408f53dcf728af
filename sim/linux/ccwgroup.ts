/**
 * s390's grouped channel devices (reference 9.6): no match, no bus probe; a group is made by hand and bound by force.
 */
import { call, sleep, spawn } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import { add_device, device_del } from './device.ts';
import { identity, rulesOf, type Kernel, type Process } from './kernel.ts';
import { step } from './operations.ts';
import { closeFile, ID_FILE, openFile } from './store.ts';

/**
 * 9.6 ccwgroup 2: every member is bound to the ccw driver of the group driver's module, all with the same driver_info.
 * `a` is the group device, `b` the group driver.
 */
const membersFit = step(
  'group members fit?',
  (kernel, group) => ({
    reads: members(kernel, group)
      .flatMap((device) => [device, ...otherGroups(kernel, device, group)])
      .flatMap((device) => [objectOf('device', device), objectOf('device-id', device)]),
    writes: [],
  }),
  (world, group, driver) => {
    const all = members(world.kernel, group);
    const own = memberDriver(world.kernel, driver);
    const info = world.device(all[0] ?? -1, 'driverInfo');
    const fits = (device: number): boolean =>
      world.boundTo(device) === own &&
      world.device(device, 'driverInfo') === info &&
      otherGroups(world.kernel, device, group).every((other) => !world.device(other, 'named'));
    return own >= 0 && all.length > 0 && all.every(fits) ? 1 : 0;
  },
);

/** Groups that could have this member too. */
function otherGroups({ setup }: Kernel, member: number, group: number): number[] {
  const consumers = (setup.devices[member]?.consumers ?? []).map((link) => setup.links[link]?.consumer ?? -1);
  return consumers.filter((other) => {
    const bus = setup.buses[setup.devices[other]?.bus ?? -1];
    return other !== group && bus?.rules === 'ccwgroup';
  });
}

/** The ccw driver that a group driver works with: that of its own module. */
function memberDriver({ setup }: Kernel, group: number): number {
  const module = setup.drivers[group]?.module ?? -1;
  const isOwn = ({ module: of, bus }: (typeof setup.drivers)[number]): boolean =>
    module >= 0 && of === module && setup.buses[bus]?.rules === 'ccw';
  return setup.drivers.find(isOwn)?.id ?? -1;
}

/** The channel devices of a group: its suppliers. */
function members(kernel: Kernel, group: number): number[] {
  return (kernel.setup.devices[group]?.suppliers ?? []).map(
    (link) => kernel.setup.links[link]?.supplier ?? -1,
  );
}

/** Writing member ids to a group driver's `group` file: EINVAL unless all fit; then device_add binds it (1.3.3). */
export function* ccwgroup_create_dev(_kernel: Kernel, driver: number, group: number): Process {
  if (!(yield openFile(driver, ID_FILE))) return OUTCOME.ENOENT;
  const outcome = (yield membersFit(group, driver)) ? yield call(add_device, group) : OUTCOME.EINVAL;
  yield closeFile(driver);
  return outcome;
}

/** 9.6 ccwgroup 4: unbinding a group schedules its destruction; until then any group driver could take it. */
export function* after_unbind(kernel: Kernel, _driver: number, device: number): Process {
  if (rulesOf(kernel, device) === 'ccwgroup') yield spawn(identity('ungroup', device), ungroup_work, device);
  return 0;
}

function* ungroup_work(kernel: Kernel, group: number): Process {
  yield sleep('start of ungroup work', kernel.workerLatency);
  yield call(device_del, group);
  return 0;
}
