/** The systems that a scenario can run under, by name; system.ts has the recipe for one more. */
import { NETBSD } from './bsd/netbsd.ts';
import { OPENBSD } from './bsd/openbsd.ts';
import { FREEBSD_SYSTEMS } from './freebsd/freebsd.ts';
import { ANDROID } from './android.ts';
import { FUCHSIA } from './fuchsia/fuchsia.ts';
import { GENODE } from './genode.ts';
import { IOKIT } from './iokit/iokit.ts';
import { LINUX_HID, LINUX_USB } from './linux-buses.ts';
import { HAIKU } from './haiku/haiku.ts';
import { ILLUMOS } from './illumos/illumos.ts';
import { LINUX_SYSTEMS } from './linux.ts';
import { THREADED_SYSTEMS } from './linux-threads.ts';
import { PROPOSALS } from './proposals/catalogue.ts';
import { REDOX } from './redox.ts';
import { UEFI } from './uefi/uefi.ts';
import type { Dialect, System } from './system.ts';
import { U_BOOT } from './u-boot/u-boot.ts';
import { WINDOWS } from './windows/windows.ts';

export type { System } from './system.ts';

/** Those of one family stand together: so they are listed (system.ts). */
export const SYSTEMS = {
  ...LINUX_SYSTEMS,
  ...THREADED_SYSTEMS,
  'linux-usb': LINUX_USB,
  'linux-hid': LINUX_HID,
  'android-first-stage': ANDROID,
  ...PROPOSALS,
  ...FREEBSD_SYSTEMS,
  fuchsia: FUCHSIA,
  genode: GENODE,
  iokit: IOKIT,
  netbsd: NETBSD,
  openbsd: OPENBSD,
  illumos: ILLUMOS,
  haiku: HAIKU,
  'u-boot': U_BOOT,
  redox: REDOX,
  uefi: UEFI,
  windows: WINDOWS,
} as const satisfies Record<string, System>;

export type SystemName = keyof typeof SYSTEMS;
export const SYSTEM_NAMES = Object.keys(SYSTEMS) as SystemName[];

/** The rules that a scenario runs under. Its name is checked by the parser. */
export function systemOf(scenario: { readonly system: string }): System {
  return SYSTEMS[scenario.system as SystemName];
}

/** What scenarios may say under `under:`, by dialect. */
export const DIALECTS: Readonly<Record<string, Dialect>> = Object.fromEntries(
  Object.values<System>(SYSTEMS).map(({ dialect, traits }) => [dialect, traits]),
);
