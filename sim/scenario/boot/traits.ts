/** What a scenario says to a system about its drivers and devices, as numbers; the rest by the system's defaults. */
import type { Kernel } from '../../linux/kernel.ts';
import type { DynamicId } from '../../model/setup.ts';
import type { Traits } from '../../linux/system-parts.ts';
import type { DriverFacts, System, Trait } from '../../systems/system.ts';
import type { Setup } from '../../model/setup.ts';
import type { DriverSpec, Scenario, Under } from '../scenario.ts';
import { fits } from './setup.ts';

/** Traits of all drivers and devices, how specific each driver is on each device, and who binds which slot. */
export function traitsOf(
  scenario: Scenario,
  system: System,
): Pick<Kernel, 'traits' | 'specificity' | 'places' | 'firstPlaces' | 'strings'> & {
  readonly slots: Pick<Setup, 'slotOf' | 'slotNames'>;
} {
  const { dialect, traits: known } = system;
  const specificity = specificityOf(scenario);
  const names = namesSaid(scenario, dialect);
  const said = ({ under }: { readonly under?: Under }) => under?.[dialect] ?? {};
  const facts = scenario.drivers.map(({ catchAll, generic }, id): DriverFacts => ({
    catchAll,
    generic,
    best: Math.max(0, ...(specificity[id] ?? [])) as DriverFacts['best'],
  }));
  const traits: Traits = {
    driver: table(known.driver, (name, trait) =>
      scenario.drivers.map((driver, id) =>
        valueOf(trait, said(driver)[name], facts[id] as DriverFacts, names),
      ),
    ),
    device: table(known.device, (name, trait) =>
      scenario.devices.map((device) => valueOf(trait, said(device)[name], null, names)),
    ),
    system: table(known.system, (name, trait) => valueOf(trait, said(scenario)[name], null, names)),
  };
  const slots = slotsOf(scenario, system, traits, names);
  return { traits, specificity, ...placesOf(scenario, specificity), slots };
}

/** Which slot of each device a driver binds, and its name: `category audit`, `default category`, `layer of F`. */
function slotsOf(
  { drivers, devices }: Scenario,
  { slotTrait, slotsOn, slotEach, traits: known }: System,
  traits: Traits,
  names: readonly string[],
): Pick<Setup, 'slotOf' | 'slotNames'> {
  const slot = slotTrait === null ? undefined : traits.driver[slotTrait];
  const has = slotsOn === undefined ? undefined : traits.device[slotsOn];
  const isNamed = slotTrait !== null && known.driver[slotTrait]?.values === 'name';
  return {
    slotOf: drivers.map((_, driver) =>
      devices.map((__, device) => {
        const said = has && has[device] !== 1 ? 0 : (slot?.[driver] ?? 0);
        return slotEach !== undefined && said !== 0 ? driver + 1 : said;
      }),
    ),
    slotNames: (slotTrait === null ? [] : drivers).map(({ name }, driver) => {
      const said = slot?.[driver] ?? 0;
      if (slotEach !== undefined) return said === 0 ? slotEach : `layer of ${name}`;
      if (said === 0) return isNamed ? `default ${slotTrait}` : 'main slot';
      return `${slotTrait} ${isNamed ? (names[said - 1] ?? '?') : name}`;
    }),
  };
}

function table<T, U>(
  traits: Readonly<Record<string, T>>,
  of: (name: string, trait: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(traits).map(([name, trait]) => [name, of(name, trait)]));
}

function valueOf<Facts>(
  { values, unsaid }: Trait<Facts>,
  said: number | boolean | string | undefined,
  facts: Facts,
  names: readonly string[],
): number {
  if (said === undefined) return unsaid(facts);
  if (typeof said === 'boolean') return said ? 1 : 0;
  if (typeof said === 'number') return said;
  return typeof values === 'object' && 'words' in values
    ? values.words.indexOf(said)
    : names.indexOf(said) + 1;
}

/** Every text that is said in this dialect, in order: a name's number is its place + 1. */
function namesSaid(scenario: Scenario, dialect: string): readonly string[] {
  const all = [scenario, ...scenario.devices, ...scenario.drivers].flatMap(({ under }) =>
    Object.values(under?.[dialect] ?? {}),
  );
  return [...new Set(all.filter((value) => typeof value === 'string'))];
}

/** How many literal characters after the bus's name a pattern needs to name a device rather than a kind. */
const NAMES_A_DEVICE = 3;

function specificityOf(scenario: Scenario): Kernel['specificity'] {
  return scenario.drivers.map((driver) =>
    scenario.devices.map(({ bus, modalias }) => {
      const patterns = [...driver.matches, ...driver.ids, ...driver.overrideOnly];
      const fitting = bus === driver.bus ? patterns.filter((pattern) => fits(pattern, modalias)) : [];
      return fitting.length === 0 ? 0 : bestOf(driver, fitting);
    }),
  );
}

function bestOf({ catchAll }: DriverSpec, patterns: readonly string[]): 1 | 2 | 3 {
  if (catchAll) return 1;
  return patterns.some((pattern) => closenessOf(pattern) === 3) ? 3 : 2;
}

const closenessOf = (pattern: string): 2 | 3 => (literalStart(pattern) >= NAMES_A_DEVICE ? 3 : 2);

/** Characters between the bus's name and the first wildcard; a pattern without any names one device. */
function literalStart(pattern: string): number {
  const wildcard = pattern.search(/[*?[]/);
  return wildcard < 0 ? Infinity : wildcard - (pattern.indexOf(':') + 1);
}

function placesOf(
  { devices, drivers }: Scenario,
  specificity: Kernel['specificity'],
): Pick<Kernel, 'places' | 'firstPlaces' | 'strings'> {
  const lists = devices.map(({ modalias }) => compatibleStrings(modalias ?? ''));
  const table = (of: (ids: readonly string[], list: readonly string[]) => number): number[][] =>
    drivers.map(({ matches, ids, overrideOnly }, driver) =>
      lists.map((list, device) => {
        const known = specificity[driver]?.[device] ?? 0;
        if (known === 0) return -1;
        const at = of([...matches, ...ids, ...overrideOnly], list);
        return at >= 0 ? at : list.length + 3 - known;
      }),
    );
  return {
    places: table((ids, list) => list.findIndex((one) => ids.some((id) => namesString(id, one)))),
    firstPlaces: table(
      (ids, list) =>
        ids.map((id) => list.findIndex((one) => namesString(id, one))).find((at) => at >= 0) ?? -1,
    ),
    strings: lists.map(({ length }) => length),
  };
}

/** Places of the ids that a story adds (Kernel.idPlaces). */
export function idPlacesOf({ devices }: Scenario, ids: readonly DynamicId[]): Kernel['idPlaces'] {
  const lists = devices.map(({ modalias }) => compatibleStrings(modalias ?? ''));
  return ids.map(({ pattern, devices: named }) =>
    lists.map((list, device) => {
      if (!named.includes(device)) return -1;
      const at = list.findIndex((one) => namesString(pattern, one));
      return at >= 0 ? at : list.length + 3 - closenessOf(pattern);
    }),
  );
}

/** A pattern for a string with others behind it (CaC*) names that string, too. */
const namesString = (pattern: string, one: string): boolean => fits(pattern, one) || fits(pattern, `${one}C`);

/**
 * The ordered list that a modalias of a device tree (of:N..T..Ca..Cb..) or of ACPI (acpi:A:B:) holds, each as a
 * modalias of one string; none on other buses.
 */
function compatibleStrings(modalias: string): readonly string[] {
  const [, head = '', tree = ''] = /^(of:N.*?T.*?)C(.*)$/.exec(modalias) ?? [];
  if (tree) return tree.split('C').map((one) => `${head}C${one}`);
  const [, acpi = ''] = /^acpi:(.+):$/.exec(modalias) ?? [];
  return acpi === '' ? [] : acpi.split(':').map((one) => `acpi:${one}:`);
}
