/**
 * What "available" means is the system's to say (design 6). Checks ask through this; each system answers in its own
 * file.
 */

/** Two readings of "available" (design 6): on the bus list, or at least in the module database. */
export type Strength = 'registered' | 'obtainable';

/** What a system says about itself; checks ask, they know no kernel paths. */
export interface Judge {
  /** Could this driver serve this device now, in this reading, and has it not refused it in this round? */
  readonly available: (driver: number, device: number, strength: Strength) => boolean;
  /** Would this driver's probe say yes if it were asked now? */
  readonly wouldAccept: (driver: number, device: number) => boolean;
  /** The system breaks the promise here by design: HID, USB device drivers. */
  readonly handsOver: (device: number) => boolean;
  /** By design nobody looks at a device again when a driver comes: it waits until somebody asks. Absent: no. */
  readonly waitsToBeAsked?: boolean;
}
