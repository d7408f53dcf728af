/** Registration as the bus's own wrapper does it: the plain core, plus what usb and hid add (reference 9.3, 9.4). */
import { call } from '../engine/effect.ts';
import { OUTCOME } from '../model/outcome.ts';
import { driver_register, driver_unregister } from './driver.ts';
import { busOfDriver, type Kernel, type Process } from './kernel.ts';
import { new_id_store } from './sysfs.ts';
import { hid_rescan_after, hid_reprobe_devices, usb_reprobe_devices } from './rebind.ts';

const rulesOfDriver = (kernel: Kernel, driver: number): string =>
  kernel.setup.buses[busOfDriver(kernel, driver)]?.rules ?? 'generic';

/** __hid_register_driver, usb_register_device_driver, or driver_register. Returns an outcome. */
export function* register_driver(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_register, driver);
  if (outcome !== OUTCOME.ok) return outcome;
  const bus = busOfDriver(kernel, driver);
  const drv = kernel.setup.drivers[driver];
  const rules = rulesOfDriver(kernel, driver);
  for (const id of kernel.idsAtLoad[driver] ?? []) yield call(new_id_store, id); // 9.1.7
  if (rules === 'hid') yield call(hid_reprobe_devices, bus, -1);
  if (rules === 'usb' && drv?.usb === 'device' && !drv.generic)
    yield call(usb_reprobe_devices, driver, bus, -1);
  return OUTCOME.ok;
}

/** hid_unregister_driver rescans the bus (9.4.4), so devices go back to hid-generic. */
export function* unregister_driver(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_unregister, driver);
  if (outcome !== OUTCOME.ok || rulesOfDriver(kernel, driver) !== 'hid') return outcome;
  yield call(hid_rescan_after, busOfDriver(kernel, driver), -1);
  return outcome;
}
