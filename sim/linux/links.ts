/**
 * Device links: drivers/base/core.c (reference 7). A consumer is not probed before its suppliers are bound; a
 * supplier is not unbound before its consumers are. All link state is guarded by one kernel-wide lock, so each step
 * here is atomic.
 */
import { objectOf } from '../model/layout.ts';
import { FACT } from '../model/world.ts';
import type { LinuxWorld } from './kernel.ts';
import { step } from './operations.ts';

/** Link states (7.1). */
export const DORMANT = 0;
export const AVAILABLE = 1;
export const CONSUMER_PROBE = 2;
export const ACTIVE = 3;
export const SUPPLIER_UNBIND = 4;

/** Device states (7.1). */
const NO_DRIVER = 0;
const PROBING = 1;
const DRIVER_BOUND = 2;
const UNBINDING = 3;

const LINKS = objectOf('links');

const linkStep = (name: string, run: (world: LinuxWorld, device: number) => number) =>
  step(name, () => ({ reads: [], writes: [LINKS] }), run);

/** Links that gate this consumer: not those of a cycle, nor, after the timeout, those to a supplier without a match. */
function gatingLinks(world: LinuxWorld, device: number): number[] {
  return (world.setup.devices[device]?.suppliers ?? []).filter((link) => {
    const { supplier, cyclic } = world.setup.links[link] ?? { supplier: -1, cyclic: true };
    if (cyclic) return false;
    const relaxed =
      world.one('deferTimeout') === 2 && world.setup.idMatch.every((row) => row[supplier] !== true);
    return !relaxed || world.link(link) === AVAILABLE;
  });
}

/** 7.2: 1 if all suppliers are there (their links become CONSUMER_PROBE), 0 if the probe must be deferred. */
export const device_links_check_suppliers = step(
  'suppliers checked',
  () => ({ reads: [objectOf('timeout')], writes: [LINKS] }),
  (world, device) => {
    const links = gatingLinks(world, device);
    if (links.some((link) => world.link(link) !== AVAILABLE)) {
      if (!world.kernel.quirks['no-supplier-check']) return 0;
    }
    for (const link of links) {
      if (world.link(link) === AVAILABLE) world.emit(FACT['link-state'], link, CONSUMER_PROBE);
    }
    if (hasLinks(world, device)) world.emit(FACT['device-link-state'], device, PROBING);
    return 1;
  },
);

/** 7.3: what this device supplies becomes available, what it consumes becomes active. */
export const device_links_driver_bound = linkStep('links bound', (world, device) => {
  const { suppliers = [], consumers = [] } = world.setup.devices[device] ?? {};
  for (const link of consumers) {
    if (!isInUse(world, link)) world.emit(FACT['link-state'], link, AVAILABLE);
  }
  for (const link of suppliers) {
    // A device bound by force never asked its suppliers (1.3.3): its links are simply taken.
    const state = world.link(link);
    if (state === CONSUMER_PROBE || state === AVAILABLE) world.emit(FACT['link-state'], link, ACTIVE);
  }
  if (hasLinks(world, device)) world.emit(FACT['device-link-state'], device, DRIVER_BOUND);
  return 0;
});

/** A probe failed: its supplier links wait for the next attempt. */
export const device_links_no_driver = linkStep('links released', (world, device) => {
  for (const link of world.setup.devices[device]?.suppliers ?? []) {
    if (world.link(link) === CONSUMER_PROBE) world.emit(FACT['link-state'], link, AVAILABLE);
  }
  if (hasLinks(world, device)) world.emit(FACT['device-link-state'], device, NO_DRIVER);
  return 0;
});

/** The consumer is bound or being probed. */
const isInUse = (world: LinuxWorld, link: number): boolean =>
  world.link(link) === ACTIVE || world.link(link) === CONSUMER_PROBE;

/** 7.4: before a supplier is unbound, the device lock held: 1 if a consumer of it is bound or being probed. */
export const device_links_busy = linkStep('consumers busy?', (world, device) => {
  const consumers = world.setup.devices[device]?.consumers ?? [];
  if (hasLinks(world, device)) world.emit(FACT['device-link-state'], device, UNBINDING);
  if (consumers.some((link) => isInUse(world, link)) && !world.kernel.quirks['supplier-unbinds-alone'])
    return 1;
  for (const link of consumers) world.emit(FACT['link-state'], link, SUPPLIER_UNBIND);
  return 0;
});

/**
 * 7.4: the next consumer to get rid of, the locks dropped. 0: none is left; 1: one is being probed; else 2 + consumer,
 * which is bound. Links met on the way are closed, so that no consumer starts a probe on them.
 */
export const nextBusyConsumer = linkStep('next consumer', (world, device) => {
  for (const link of world.setup.devices[device]?.consumers ?? []) {
    const state = world.link(link);
    if (state === CONSUMER_PROBE) return 1;
    if (state !== SUPPLIER_UNBIND) world.emit(FACT['link-state'], link, SUPPLIER_UNBIND);
    if (state === ACTIVE) return 2 + (world.setup.links[link]?.consumer ?? -1);
  }
  return 0;
});

/** 8.5.5: after unbinding, what it supplied is dormant and what it consumed waits for its next driver. */
export const device_links_driver_cleanup = linkStep('links cleaned up', (world, device) => {
  const { suppliers = [], consumers = [] } = world.setup.devices[device] ?? {};
  for (const link of consumers) world.emit(FACT['link-state'], link, DORMANT);
  for (const link of suppliers) {
    // A link that its supplier has closed stays closed until the supplier has let go (7.4).
    if (!isInUse(world, link)) continue;
    const supplier = world.setup.links[link]?.supplier ?? -1;
    world.emit(
      FACT['link-state'],
      link,
      world.device(supplier, 'linkState') === DRIVER_BOUND ? AVAILABLE : DORMANT,
    );
  }
  if (hasLinks(world, device)) world.emit(FACT['device-link-state'], device, NO_DRIVER);
  return 0;
});

function hasLinks(world: LinuxWorld, device: number): boolean {
  const { suppliers = [], consumers = [] } = world.setup.devices[device] ?? {};
  return suppliers.length + consumers.length > 0;
}
