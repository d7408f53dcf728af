/**
 * Writes to a driver's own files: bind, unbind, new_id, group (reference 8.2, 8.3, 9.1.5, 9.6). Taking the files away
 * waits for the writes in flight (2.6.1), so a write never works with a driver that has gone.
 */
import { objectOf } from '../model/layout.ts';
import { FACT } from '../model/world.ts';
import { busOfDriver } from './kernel.ts';
import { step } from './operations.ts';

/** Which file is written: bind and unbind are missing where the driver suppresses them; new_id and group never are. */
export const BIND_FILE = 1;
export const ID_FILE = 2;

/** A write begins: 1, or 0 if there is no such file, because registration has not returned or removal has begun. */
export const openFile = step(
  'file there?',
  (kernel, driver) => {
    const files = [objectOf('driver-files', driver)];
    return kernel.driversLeave[busOfDriver(kernel, driver)]
      ? { reads: [], writes: files }
      : { reads: files, writes: [] };
  },
  (world, driver, file) => {
    if (!world.driver(driver, 'files')) return 0;
    if (file === BIND_FILE && !world.setup.drivers[driver]?.bindAttrs) return 0;
    if (world.kernel.driversLeave[busOfDriver(world.kernel, driver)])
      world.emit(FACT['driver-file-opened'], driver);
    return 1;
  },
);

/** The write is over. */
export const closeFile = step(
  'file closed',
  (kernel, driver) => ({
    reads: [],
    writes: kernel.driversLeave[busOfDriver(kernel, driver)] ? [objectOf('driver-files', driver)] : [],
  }),
  (world, driver) => {
    if (world.kernel.driversLeave[busOfDriver(world.kernel, driver)])
      world.emit(FACT['driver-file-closed'], driver);
    return 0;
  },
);

/** True when no write to the driver's files is in flight. */
export const filesClosed = step(
  'writes to the files of the driver',
  (_kernel, driver) => ({ reads: [objectOf('driver-files', driver)], writes: [] }),
  (world, driver) => (world.driver(driver, 'writes') === 0 ? 1 : 0),
);
