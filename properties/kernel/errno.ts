/** Errors of Linux by name and number, as far as the driver core and the scenarios use them. */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  ENXIO: 6,
  EAGAIN: 11,
  ENOMEM: 12,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  EOPNOTSUPP: 95,
  ETIMEDOUT: 110,
  /** Never seen by user space. */
  EPROBE_DEFER: 517,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(ERRNO).map(([name, number]) => [number, name]),
);

/** A result of the kernel as a recording writes it: 0 and positive numbers as they are, errors by name. */
export function resultOf(number: number): number | string {
  return number >= 0 ? number : (NAMES.get(-number) ?? `E${-number}`);
}
