/**
 * What a bus does between the core's claim and the driver's probe (4.3.9). A result other than 0 is the bus's refusal;
 * it counts like the driver's own, so the walk goes on to the next driver.
 */
import { objectOf } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { busOfDevice, rulesOf, type Kernel, type Process } from './kernel.ts';
import { hidGenericRefuses } from './hid-rules.ts';
import { match, NO_MATCH } from './match.ts';
import { step } from './operations.ts';

/** outcome * 2 as in probe.ts: a refusal that lets the walk go on. */
const REFUSAL = OUTCOME.ENODEV * 2;

/** The bus's probe callback up to the call of the driver's. */
export function* busProbe(kernel: Kernel, driver: number, device: number): Process {
  switch (rulesOf(kernel, device)) {
    case 'pci': {
      // 9.1.3: the driver side matched without the lock, so override and ids may have changed since.
      if (kernel.quirks['no-second-match']) return 0;
      return (yield match(device, driver)) === NO_MATCH ? REFUSAL : 0;
    }
    case 'hid':
      yield clearReprobed(device); // 9.4.3: the mark is cleared at each probe
      return (yield hidRefuses(device, driver)) ? REFUSAL : 0;
    default:
      return 0;
  }
}

const clearReprobed = step(
  'reprobed mark cleared',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device', device)] }),
  (world, device) => {
    if (world.device(device, 'reprobed')) world.emit(FACT['hid-reprobed'], device, 0);
    return 0;
  },
);

/** 9.4.2: hid-generic steps aside here, in probe, not in match. */
const hidRefuses = step(
  'steps aside?',
  (kernel, device, driver) => ({
    reads: [
      objectOf('device', device),
      objectOf('driver-ids', driver),
      objectOf('driver-list', busOfDevice(kernel, device)),
    ],
    writes: [],
  }),
  (world, device, driver) => (hidGenericRefuses(world, device, driver) ? 1 : 0),
);
