/** Schema of what happens in a scenario (the story) and of what its author expects. */
import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import {
  key,
  line,
  listOf,
  mapping,
  name,
  named,
  names,
  oneOf,
  oneOrMore,
  pattern,
  required,
  spacedName,
  spacedNames,
  time,
  yesNo,
} from './schema-parts.ts';

/** Actions without an object, written as a bare word. */
export const BARE_ACTIONS = ['settle', 'coldplug', 'block_probing', 'unblock_probing'] as const;

const pair = v.union(
  [
    mapping({ driver: required(spacedName, 'The driver.'), device: required(spacedName, 'The device.') }),
    v.pipe(v.string(), v.regex(/^[!-~]+(?: [!-~]+)+$/, '{ driver: NAME, device: NAME } or "DRIVER DEVICE"')),
  ],
  '{ driver: NAME, device: NAME } or "DRIVER DEVICE"',
);
const idOf = mapping({
  driver: required(spacedName, 'The driver.'),
  pattern: required(pattern, 'What the new id matches.'),
});

const verbs = {
  add: key(spacedName, 'device_add of a device.'),
  remove: key(spacedName, 'device_del of a device (unplug).'),
  register: key(spacedName, 'driver_register of a driver.'),
  unregister: key(spacedName, 'driver_unregister of a driver.'),
  modprobe: key(name, 'Load a module with what it needs.'),
  rmmod: key(name, 'Unload a module.'),
  bind: key(pair, "Write the device to the driver's bind file."),
  unbind: key(pair, "Write the device to the driver's unbind file."),
  drivers_probe: key(spacedName, "Write the device to its bus's drivers_probe file."),
  reprobe: key(spacedName, 'device_reprobe: release the device and attach again.'),
  attach: key(spacedName, 'device_attach of a device.'),
  rollback: key(spacedName, 'Give the device back the driver that it had before (Windows).'),
  disable: key(spacedName, 'Let no driver have the device (FreeBSD, illumos).'),
  enable: key(spacedName, 'Let drivers have it again, and look for one (FreeBSD, illumos).'),
  override: key(
    mapping({
      device: required(spacedName, 'The device.'),
      driver: required(spacedName, 'The driver it shall have; none clears.'),
    }),
    'Write driver_override of a device.',
  ),
  new_id: key(idOf, "Write the driver's new_id file."),
  remove_id: key(idOf, "Write the driver's remove_id file."),
  autoprobe: key(
    mapping({ bus: required(name, 'The bus.'), on: required(yesNo, 'The new value.') }),
    'Write drivers_autoprobe of a bus.',
  ),
  rescan: key(name, 'bus_rescan_devices of a bus.'),
  group: key(
    mapping({
      driver: required(spacedName, 'The group driver.'),
      device: required(spacedName, 'The group device that appears.'),
      members: required(listOf(spacedName), 'The devices it groups.'),
    }),
    'Write the group file of a ccwgroup driver.',
  ),
  wait: key(time, 'Do nothing for a while.'),
};

export const VERBS = Object.keys(verbs) as (keyof typeof verbs)[];

const bare = oneOf(BARE_ACTIONS);
const action = v.union([mapping(verbs), bare], 'an action as { add: DEVICE }, or a bare word');

/** Actions one after the other. */
export const givenSchema = listOf(action, LIMITS.actions);

export const storySchema = v.pipe(
  v.array(
    v.union(
      [
        mapping({
          as: key(line, 'Who does it. Default: named after the (first) action.'),
          at: key(time, 'When it begins. Default 0.'),
          do: key(oneOrMore(action), 'Several actions, one after the other.'),
          ...verbs,
        }),
        bare,
      ],
      'an action as { at: 5ms, add: DEVICE }, or an actor as { as: NAME, at: 5ms, do: [...] }',
    ),
    'a list',
  ),
  v.maxLength(LIMITS.actions, `at most ${LIMITS.actions} actions`),
);

const claim = mapping({
  ends: key(
    named(spacedName, spacedName, LIMITS.devices),
    'These devices end with these drivers; none: unbound.',
  ),
  breaks: key(name, 'This invariant breaks'),
  device: key(spacedName, 'on this device.'),
});
const claims = listOf(claim, LIMITS.claims);

export const expectSchema = mapping({
  always: key(names, 'Invariants that hold in every run. Default: all that the system promises.'),
  never: key(claims, 'What no run may show.'),
  sometimes: key(claims, 'What some run must show; judged over many runs.'),
  ends: key(named(spacedName, spacedNames, LIMITS.devices), 'Drivers a device may end with; none: unbound.'),
});

export type RawAction = v.InferOutput<typeof action>;
export type RawStory = v.InferOutput<typeof storySchema>;
export type RawExpect = v.InferOutput<typeof expectSchema>;
