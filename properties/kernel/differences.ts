/**
 * Differences between what was recorded and the model that are known and meant. A test checks that each is still seen.
 */
export interface Difference {
  readonly experiment: string;
  readonly why: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    experiment: 'properties/kernel/experiments/statements/8-6-two-removals-at-once.yaml',
    why:
      'two removals of one device are a mistake of the caller in the kernel; the rig takes the name away first, ' +
      'so the second finds nothing at once, where the model has it wait for the device lock (8.6.1)',
  },
];
