/**
 * What is left of a guest's log when it is shipped: lines that say who comes, is tried, is bound and goes, the messages
 * of modules between them, and how the kernel was started. Nothing is changed within a line.
 */

const NOISE: readonly RegExp[] = [
  // initcall_debug of what is built in, and of fixups of cards; those of modules stay.
  /\b(?:calling {2}|initcall )(?!.*\[\w+\])/,
  /\b(?:calling {2})?\w+\+0x[0-9a-f]+\/0x[0-9a-f]+ (?:took|@) /,
  /PM: (?:Adding|Removing) info for /,
  /device(?: class)? '[^']*': (?:device_add|device_unregister|device_create_release|registering)/,
  /device: '[^']*': device_/,
  /(?:Extended deferred probe timeout|no default pinctrl state|devm_attr_group_remove|adding component)/,
  /Registering platform device/,
  // Function trace: walks that meet nothing, and devices of classes.
  /(?:__driver_attach|__device_attach|bus_add_device|bus_remove_device|__driver_probe_device|driver_bound) <-/,
  /bus_(?:add|remove)_device: .* device="(?:ep_|tty|usb\d-port|card\d|pcmC|hwC|controlC|wakeup|eth|ptp)/,
];

/** Messages begin with the first bus, traces with the first process: their kernels begin them at different times. */
const BEGINS = /^\[.*bus: '|Run \/init as|: bus_add_(?:device|driver): \(/;
const HEADER = /Linux version|Kernel command line|^#/;

/** A log without what nobody reads of it. */
export function trimLog(log: string): string {
  const lines = log.split('\n').map((line) => line.trimEnd());
  const begin = lines.findIndex((line) => BEGINS.test(line) && !HEADER.test(line));
  const kept = lines.filter(
    (line, at) =>
      HEADER.test(line) || (at >= begin && line !== '' && !NOISE.some((noise) => noise.test(line))),
  );
  return `${kept.join('\n')}\n`;
}
