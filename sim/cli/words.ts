/** Words that reports use and no catalogue explains: answers of probes, states of devices, endings of runs. */

import { EXPLORE_WORDS } from './explore-words.ts';
import type { Entry } from './parts.ts';

const ANSWERS: readonly Entry[] = [
  { name: 'ok', says: 'The probe succeeded: device and driver are bound.' },
  { name: 'ENODEV', says: 'The driver looked and said: not mine. The next driver of the list is asked.' },
  { name: 'ENXIO', says: 'Like ENODEV: the driver does not want this device, the next one is asked.' },
  {
    name: 'EPROBE_DEFER',
    says: 'The driver wants the device but something it needs is not there yet; it is asked again later.',
    because:
      'Answered by a probe, the next driver is asked at once and may win for good. Answered by the core itself ' +
      '(a missing supplier) or by a match callback, nobody else is asked.',
  },
  {
    name: 'EIO',
    says: 'The probe failed with a hardware error. The next driver is asked; there is no retry.',
  },
  { name: 'EINVAL', says: 'The probe failed. From a match callback it ends the search for this device.' },
  { name: 'ENOMEM', says: 'The probe found no memory. The next driver is asked; there is no retry.' },
  {
    name: 'EBUSY',
    says: 'The device is claimed or bound already, a resource is taken, or the name is in use.',
    because: 'Inside a registration it is harmless: the walk goes on with the next device.',
  },
  { name: 'EAGAIN', says: 'What a writer of the bind file gets when the probe answered EPROBE_DEFER.' },
  { name: 'ETIMEDOUT', says: 'The driver gave up waiting for something. No retry by the core.' },
  {
    name: '1',
    says: 'A positive value: a bug in the driver. The core warns and ends the search; PCI takes it as success.',
  },
  {
    name: 'supplier',
    says: 'Not asked at all: a device that it is linked to as a consumer is not bound yet, so the core deferred it.',
  },
  { name: 'dma', says: 'The device could not be given to the driver: its IOMMU group is in use elsewhere.' },
  { name: 'blocked', says: 'All probing was blocked (suspend); the device is deferred.' },
  {
    name: 'not-ready',
    says: 'The device was still being added; whoever adds it will look for a driver itself.',
  },
  { name: 'dead', says: 'The device was being removed.' },
  { name: 'match', says: 'The driver could serve the device.' },
  { name: 'no-match', says: 'The driver does not name the device.' },
  { name: 'no-such-verb', says: 'The system has no command of this kind.' },
  { name: 'loads-nothing', says: 'What modprobe ran for the module loaded nothing.' },
  { name: 'EEXIST', says: 'A module of that name is loaded already, or an id is known already.' },
  { name: 'EPERM', says: 'Not permitted.' },
  { name: 'ENOENT', says: 'Not found: a file of a driver, or a symbol that a module needs.' },
  { name: 'EWOULDBLOCK', says: 'The module has users and cannot be removed.' },
];

const CAUSES: readonly Entry[] = [
  { name: 'unbind', says: 'Somebody wrote to the unbind file of the driver.' },
  { name: 'driver-removed', says: 'The driver was unregistered. Nobody looks for another one.' },
  { name: 'device-removed', says: 'The device was removed.' },
  { name: 'supplier-unbound', says: 'A supplier of the device lost its driver.' },
  { name: 'better-driver', says: 'The bus took it from a stand-in because a specific driver registered.' },
  { name: 'reprobe', says: 'It is to be probed anew.' },
  { name: 'ungrouped', says: 'Its group was dissolved.' },
  { name: 'crashed', says: 'The process that the driver runs in has died.' },
  { name: 'restarted', says: 'It is started anew, with what else belongs to its stack by now.' },
].map(({ name, says }) => ({ name, says: `Why a device lost its driver: ${says}` }));

const STATES_AND_ENDINGS: readonly Entry[] = [
  { name: 'absent', says: 'State of a device: not added yet, or gone.' },
  { name: 'unbound', says: 'State of a device: there, without a driver, and not waiting for a retry.' },
  { name: 'claimed', says: 'State of a device: a probe is running; the driver is set but not yet bound.' },
  {
    name: 'deferred',
    says: 'State of a device: on the deferred list, tried again whenever some device binds.',
  },
  {
    name: 'deviation',
    says: 'An answer that differs from the ordinary run: another process goes on, or something fails.',
    because: 'An order is told by its deviations alone; the fewer, the closer it is to an ordinary boot.',
  },
  {
    name: 'refinement',
    says: 'A check of exploring device by device: whole runs are drawn, and each step must be allowed in its parts.',
    because: 'A part that refuses what a whole run did would miss endings. Such a step is a bug of probesim.',
  },
  { name: 'quiet', says: 'Ending of a run: nothing is left to do.' },
  {
    name: 'deadlock',
    says: 'Ending of a run: somebody waits for what will never come. The report shows who for whom.',
  },
  {
    name: 'limit',
    says: 'Ending of a run: cut off at the step limit, so nothing is said about what would follow.',
  },
  {
    name: 'registered',
    says: 'Strength of a finding: the specific driver was on the bus list and had not refused the device.',
  },
  {
    name: 'obtainable',
    says: 'Strength of a finding: the specific driver was registered, or its module could have been loaded.',
  },
];

export const WORDS: readonly Entry[] = [...ANSWERS, ...CAUSES, ...STATES_AND_ENDINGS, ...EXPLORE_WORDS];
