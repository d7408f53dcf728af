/**
 * Differences between what was recorded and the model that are known and meant. A test checks that each is still seen.
 */
import type { KernelName, Recording } from './recording.ts';

export interface Difference {
  readonly experiment: string;
  /** Absent: on all. */
  readonly kernel?: KernelName;
  readonly why: string;
}

const SYNCHRONOUS =
  'the scenario takes its driver for asynchronous, as it is in 6.12; in 6.1 its registration probes by itself';

export const DIFFERENCES: readonly Difference[] = [
  {
    experiment: 'properties/kernel/experiments/statements/8-6-two-removals-at-once.yaml',
    why:
      'two removals of one device are a mistake of the caller in the kernel; the rig takes the name away first, ' +
      'so the second finds nothing at once, where the model has it wait for the device lock (8.6.1)',
  },
  {
    experiment: 'properties/kernel/experiments/stock/vfio-without-anything.yaml',
    kernel: '6.1',
    why: `nvme: ${SYNCHRONOUS}`,
  },
  {
    experiment: 'properties/kernel/experiments/stock/all-natives-at-once.yaml',
    kernel: '6.1',
    why: `xhci_hcd and nvme: ${SYNCHRONOUS}`,
  },
  {
    experiment: 'properties/kernel/experiments/stock/all-natives-at-once.yaml',
    kernel: '6.12',
    why: 'xhci_hcd: the scenario takes its driver for asynchronous; its registration probes by itself on 6.12 as well',
  },
];

/** The difference that a recording shows, if one is known. */
export const differenceOf = ({ experiment, kernel }: Recording): Difference | undefined =>
  DIFFERENCES.find((known) => known.experiment === experiment && (known.kernel ?? kernel) === kernel);
