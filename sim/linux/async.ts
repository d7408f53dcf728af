/** Which drivers probe asynchronously (reference 6.1): nothing of it changes while a run goes on. */
import type { Kernel } from './kernel.ts';

/** Whether this driver's probes may run on a worker: its type, the command line, or its module's parameter says so. */
export function allowsAsync(kernel: Kernel, driver: number): boolean {
  const rule = kernel.asyncProbing[driver];
  if (rule !== 'module') return rule === 'always';
  return kernel.modules[kernel.setup.drivers[driver]?.module ?? -1]?.asyncProbe === true;
}
