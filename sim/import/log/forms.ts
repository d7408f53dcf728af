/**
 * The kernel's own wording, of 6.1 and of 6.12: what drivers/base tells with dynamic debug (dd.c, bus.c), and kprobe
 * events on the same functions. 6.12 names the device before the text, as `driver device: ` or `bus device: `.
 */

export interface Form {
  readonly pattern: RegExp;
  /** A word of observed/words.ts, or one that only the rebuilding reads. */
  readonly is: string;
}

/** Names have spaces ("i8042 kbd", "Fixed MDIO bus.0"), but no quotes. */
const NAME = `[^"'\\n]{1,100}?`;
const RESULT = '(?<result>-?\\d{1,5})';

const form = (is: string, pattern: string): Form => ({
  is,
  pattern: new RegExp(
    `^${pattern}$`
      .replaceAll('BUS', `(?<bus>${NAME})`)
      .replaceAll('DEV', `(?<device>${NAME})`)
      .replaceAll('DRV', `(?<driver>${NAME})`)
      .replaceAll('SUP', `(?<supplier>${NAME})`)
      .replaceAll('RESULT', RESULT),
  ),
});

const LINES: readonly Form[] = [
  form('log-add-device', "bus: 'BUS': add device DEV"),
  form('log-remove-device', "bus: 'BUS': remove device DEV"),
  form('log-add-driver', "bus: 'BUS': add driver DRV"),
  form('log-remove-driver', "bus: 'BUS': remove driver DRV"),
  form('log-matched', "bus: 'BUS': __driver_probe_device: matched device DEV with driver DRV"),
  form('log-matched', "\\S+ DEV: bus: 'BUS': __driver_probe_device: matched device with driver DRV"),
  form('log-probing', "bus: 'BUS': really_probe: probing driver DRV with device DEV"),
  form('log-probing', "\\S+ DEV: bus: 'BUS': really_probe: probing driver DRV with device"),
  form('log-binding', "driver: 'DRV': driver_bound: bound to device 'DEV'"),
  form('log-binding', "DRV DEV: driver: '\\k<driver>': driver_bound: bound to device"),
  form('log-answer', 'DRV: probe of DEV (?:failed with error|rejects match) RESULT'),
  form('log-answer', 'DRV DEV: probe with driver \\k<driver> (?:failed with error|rejects match) RESULT'),
  form('log-deferral', 'DRV DEV: Driver \\k<driver> requests probe deferral'),
  form('log-blocked', '\\S+ DEV: Driver DRV force probe deferral'),
  form('log-supplier', '\\S+ DEV: error -EPROBE_DEFER: supplier SUP not ready'),
  form('log-supplier', '\\S+ DEV: error -EPROBE_DEFER: wait for supplier .*'),
  form('log-async', '\\S+ DEV: probing driver DRV asynchronously'),
  form('log-deferred', '\\S+ DEV: Added to deferred list'),
  form('log-undeferred', '.+ DEV: Removed from deferred list'),
  form('log-retry', '\\S+ DEV: Retrying from deferred list'),
  form('log-returned', 'probe of DEV returned RESULT after \\d+ usecs'),
];

const AT = '\\([^)]*\\)';

/** Events with the arguments that `probesim check-log --help` gives them. */
const PROBES: readonly Form[] = [
  form('log-add-device', `bus_add_device: ${AT} device="DEV"`),
  form('log-remove-device', `bus_remove_device: ${AT} device="DEV"`),
  form('log-add-driver', `bus_add_driver: ${AT} driver="DRV"`),
  form('log-remove-driver', `bus_remove_driver: ${AT} driver="DRV"`),
  form('log-probing', `really_probe: ${AT} device="DEV" driver="DRV"`),
  form('log-result', `really_probe_returns: ${AT} result=RESULT`),
  form('log-binding', `driver_bound: ${AT} device="DEV"(?: driver="DRV")?`),
  form('log-attach', `device_driver_attach: ${AT} driver="DRV" device="DEV"`),
  // The newline that was written stands before the closing quote, so that is on the next line.
  form('log-rescan', `drivers_probe_store: ${AT} device="DEV`),
  form('log-detach', `device_driver_detach: ${AT} device="DEV"`),
  // The function tracer has no names; who called tells the road of the probe that follows in the same task.
  form('log-road', 'driver_probe_device <-(?<road>__driver_attach_async_helper|__driver_attach|\\w+)'),
];

/** In the order in which they are tried. `%s` of the kernel's text are BUS, DEV, DRV and SUP (a supplier) here. */
export const FORMS: readonly Form[] = [...LINES, ...PROBES];
