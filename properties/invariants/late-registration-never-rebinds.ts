import { driverName, type Invariant } from '../../sim/check/invariant.ts';
import { isRelease, placeName, slotTold } from '../../sim/check/slots.ts';
import { CAUSE } from '../../sim/model/outcome.ts';

/** The third promise. HID and USB device drivers break it by design (reference 9.3, 9.4) and are shown as such. */
export const lateRegistrationNeverRebinds: Invariant = {
  name: 'late-registration-never-rebinds',
  says: 'Registering a driver never takes a device from the driver that it is bound to.',
  because: 'Whoever uses the device loses it in mid-work; a better driver should need a manual hand-over.',
  mutant: 'scenarios/hid-generic-hand-over.yaml',
  atFact: ({ world, judge, fact, a: device, b: driver, c: cause }) => {
    if (!isRelease(fact) || cause !== CAUSE['better-driver']) return undefined;
    const why = `${placeName(world, driver, device)} was taken from ${driverName(world, driver)} because another driver registered`;
    return { device, ...slotTold(world, driver, device), why, byDesign: judge.handsOver(device) };
  },
};
