/** Schema of the machine in a scenario file: buses, devices, drivers, modules, how it boots. Defaults: defaults.ts. */
import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import { BUS_RULES, MATCH_RESULTS } from './scenario.ts';
import {
  key,
  listOf,
  mapping,
  name,
  named,
  names,
  oneOf,
  oneOrMore,
  pattern,
  patterns,
  probeResults,
  required,
  spacedName,
  spacedNames,
  text,
  time,
  under,
  wholeNumber,
  yesNo,
} from './schema-parts.ts';

const usb = oneOf(['interface', 'device']);

export const kernelSchema = mapping({
  'driver-async-probe': key(
    spacedNames,
    'driver_async_probe=: drivers to probe asynchronously; "*" flips the meaning. Default none.',
  ),
  'module-async-probe': key(yesNo, 'module.async_probe=: the default for all modules. Default false.'),
  'deferred-probe-timeout': key(
    v.union([v.literal('never'), time], 'never, 0, or one duration as 10s'),
    'deferred_probe_timeout=: when the kernel stops waiting for optional suppliers. Default 10s.',
  ),
  'module-blacklist': key(names, 'module_blacklist=: modules the kernel refuses to load. Default none.'),
  'hid-ignore-special-drivers': key(yesNo, 'hid.ignore_special_drivers=. Default false.'),
});

export const busSchema = mapping({
  rules: key(oneOf(BUS_RULES), 'Which rules it follows. Default: those of its own name, else generic.'),
  autoprobe: key(yesNo, 'drivers_autoprobe at boot. Default true.'),
  'parent-lock': key(yesNo, "Holds the parent's device lock around probe and remove. Default: only usb."),
});

export const deviceSchema = mapping({
  bus: required(name, 'pci, usb, hid, platform, virtio, ccw, ccwgroup, or a bus declared under buses.'),
  modalias: key(pattern, 'The MODALIAS of its uevents. Absent: user space loads nothing for it.'),
  parent: key(spacedName, 'The device it hangs on.'),
  suppliers: key(spacedNames, 'Devices that must be bound before it is probed (managed links).'),
  appears: key(
    oneOf(['boot', 'parent', 'story']),
    'When: at enumeration, when its parent has bound, or when the story adds it. Default: story if the story adds it, else parent on usb and hid with a parent, else boot.',
  ),
  'appears-after': key(
    time,
    'Time from that moment to device_add. Default 0, with appears: parent 1ms..10ms.',
  ),
  'driver-override': key(spacedName, 'driver_override from the beginning.'),
  'preset-driver': key(
    spacedName,
    'The driver its creator set before device_add: bound without match and probe.',
  ),
  usb: key(usb, 'usb: a whole device or one of its interfaces. Default interface.'),
  'hid-special': key(
    yesNo,
    "hid: listed in the kernel's table of devices with a driver of their own. Default false.",
  ),
  dma: key(oneOf(['ok', 'EBUSY', 'EPROBE_DEFER']), 'What setting up DMA answers. Default ok.'),
  under,
});

const probeSchema = mapping({
  takes: key(time, 'How long the probe works. Default 1ms..5ms.'),
  may: key(probeResults, 'Possible answers, the ordinary one first. Default ok.'),
  script: key(probeResults, 'The n-th attempt on a device gives the n-th answer; the last one repeats.'),
  needs: key(spacedNames, 'Devices whose service it asks for; unless all are bound it answers EPROBE_DEFER.'),
  'needs-checked': key(oneOf(['early', 'late']), 'Whether it asks before or after its work. Default early.'),
});

export const driverSchema = mapping({
  bus: required(name, 'The bus it registers on.'),
  matches: key(patterns, 'Patterns over the modalias, with * and ?. Default none.'),
  'override-only': key(patterns, 'Patterns that count only if driver_override names this driver.'),
  module: key(name, 'The module that registers it. Absent: the story does, or it is built in.'),
  'catch-all': key(yesNo, 'Whether it takes (nearly) any device of its bus. Default: deduced from matches.'),
  'probe-type': key(oneOf(['default', 'async', 'sync']), 'probe_type of the driver. Default default.'),
  'bind-attrs': key(yesNo, 'false: no bind and unbind files in sysfs. Default true.'),
  usb: key(usb, 'usb: binds whole devices or interfaces. Default interface.'),
  generic: key(yesNo, "The bus's own stand-in that steps aside (hid-generic, usb). Default false."),
  match: key(
    v.union(
      [oneOf(MATCH_RESULTS), named(spacedName, oneOf(MATCH_RESULTS), LIMITS.devices)],
      'a mapping from devices to answers, or one answer',
    ),
    'What the match callback answers, per device or for all: ids (the id table decides), EPROBE_DEFER or EINVAL.',
  ),
  probe: key(probeSchema, 'How its probe behaves.'),
  'probe-on': key(
    named(spacedName, probeSchema, LIMITS.devices),
    'Where its probe differs on one device; keys not given are as in probe.',
  ),
  ids: key(
    patterns,
    'pci: patterns added after registration, one by one, as the ids= parameter of vfio-pci. Default none.',
  ),
  'remove-takes': key(time, 'How long its remove works. Default 0.'),
  under,
});

export const INIT_RESULTS = ['ok', 'ENODEV', 'ENOMEM', 'EINVAL'] as const;

const softdepSchema = mapping({
  pre: key(names, 'Modules loaded before it.'),
  post: key(names, 'Modules loaded after it.'),
});

export const moduleSchema = mapping({
  order: key(wholeNumber(0, LIMITS.order), 'Position in modules.order. Default: position in this file.'),
  builtin: key(
    v.union([yesNo, wholeNumber(0, 7)], 'true, false or an initcall level from 0 to 7'),
    'Built into the kernel; true is level 6, as module_init. Default false.',
  ),
  aliases: key(listOf(pattern), 'Its lines in modules.alias. Default: the patterns its drivers match.'),
  depends: key(names, 'Modules it needs; those they need are added.'),
  softdep: key(softdepSchema, 'softdep lines of the module itself.'),
  load: key(time, 'Reading, checking and linking the file. Default 2ms..10ms.'),
  init: key(time, 'Its init function besides registering drivers. Default 0..1ms.'),
  'init-may': key(
    oneOrMore(oneOf(INIT_RESULTS)),
    'What init may answer, the ordinary answer first. Default ok.',
  ),
  'async-probe': key(yesNo, 'Its async_probe parameter. Default false.'),
  drivers: key(spacedNames, 'The drivers its init registers, in this order. Default: those that name it.'),
});

export const bootSchema = mapping({
  initramfs: key(listOf(name), 'Modules in the initramfs. Absent: no initramfs stage.'),
  'initramfs-modprobe-config': key(text, 'modprobe.d text in the initramfs. Default: that of the root.'),
  coldplug: key(yesNo, 'Whether every "add" uevent is repeated in the root stage. Default true.'),
  'modules-load': key(names, 'modules-load.d of the root stage. Default none.'),
  'userspace-after': key(
    time,
    'From late_initcall to user space, and from initramfs to root. Default 50ms..150ms.',
  ),
});

export const othersSchema = mapping({
  load: key(names, 'Modules that they may load, at any time or never.'),
  trigger: key(v.boolean(), 'They may bind, and so trigger retries of deferred devices.'),
});

export const udevSchema = mapping({
  workers: key(wholeNumber(1, LIMITS.workers), 'children_max. Default 20.'),
  'rules-take': key(time, 'Evaluating the rules before the RUN list. Default 1ms..3ms.'),
});
