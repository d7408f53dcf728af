/**
 * The two Linux buses on which a catch-all steps aside, as systems of their own: what if every bus had the rules of
 * USB device drivers (systems reference A11), or of HID (A12)? Nothing is added to the core: `prepare` gives the
 * machine's buses those rules, and its first catch-all driver the part of the bus's generic one. There is one generic
 * driver on either bus, so any further catch-all is a specific driver with wide ids. A bus that has the rules already
 * is left as it is written.
 */
import type { BusSpec, DriverSpec, Scenario } from '../scenario/scenario.ts';
import { AS_LINUX, LINUX } from './linux.ts';
import type { System } from './system.ts';

type Rules = 'usb' | 'hid';

/** The machine with these rules on all its buses; a machine that has them already is not changed. */
function underRules(rules: Rules): (scenario: Scenario) => Scenario {
  return (scenario) => {
    const changed = new Set(
      scenario.buses.filter((bus) => bus.rules !== rules).map((bus: BusSpec) => bus.name),
    );
    if (changed.size === 0) return scenario;
    const whole = rules === 'usb' ? ({ usb: 'device' } as const) : {};
    return {
      ...scenario,
      buses: scenario.buses.map((bus) =>
        changed.has(bus.name) ? { ...bus, rules, parentLock: rules === 'usb' } : bus,
      ),
      devices: scenario.devices.map((device) => (changed.has(device.bus) ? { ...device, ...whole } : device)),
      drivers: scenario.drivers.map((driver) =>
        changed.has(driver.bus)
          ? { ...driver, ...whole, generic: driver === genericOf(scenario, driver.bus) }
          : driver,
      ),
    };
  };
}

/** The driver that plays the generic one: the first catch-all of the bus. */
function genericOf({ drivers }: Scenario, bus: string): DriverSpec | undefined {
  const own = drivers.filter((driver) => driver.bus === bus);
  return own.find(({ generic }) => generic) ?? own.find(({ catchAll }) => catchAll);
}

export const LINUX_USB: System = {
  ...LINUX,
  says: 'Linux 6.1 with the rules of USB device drivers everywhere: the generic driver gives way to a specific one',
  source: 'systems reference A11: drivers/usb/core/generic.c, driver.c; reference 9.3',
  leavesOut: [AS_LINUX, 'the inverted condition of the first version (A11.4)'],
  prepare: underRules('usb'),
};

export const LINUX_HID: System = {
  ...LINUX,
  says: 'Linux 6.1 with the rules of HID everywhere: the generic driver gives way, and comes back when others leave',
  source: 'systems reference A12: drivers/hid/hid-generic.c, hid-core.c; reference 9.4',
  prepare: underRules('hid'),
};
