/** A scenario with one more device and its driver, which have nothing to do with the others. */
import { parseScenario } from '../../sim/scenario/parse.ts';
import { formatScenario } from '../../sim/scenario/format.ts';
import type { DeviceSpec, DriverSpec, ModuleSpec, Scenario } from '../../sim/scenario/scenario.ts';

const MODALIAS = 'pci:v0000AAAAd0000BBBBsv00000000sd00000000bc02sc00i00';
const TAKES = { min: 1_000_000, max: 5_000_000 };

const DEVICE: DeviceSpec = {
  name: 'newcomer',
  bus: 'pci',
  modalias: MODALIAS,
  parent: null,
  suppliers: [],
  appears: 'boot',
  appearsAfter: { min: 0, max: 0 },
  driverOverride: null,
  presetDriver: null,
  usb: 'interface',
  hidSpecial: false,
  dma: 'ok',
};

const DRIVER: DriverSpec = {
  name: 'newcomer-driver',
  bus: 'pci',
  matches: [MODALIAS],
  overrideOnly: [],
  module: null,
  catchAll: false,
  probeType: 'default',
  bindAttrs: true,
  usb: 'interface',
  generic: false,
  match: {},
  probe: { takes: TAKES, may: ['ok'], script: [], needs: [], needsChecked: 'early' },
  probeOn: {},
  removeTakes: { min: 0, max: 0 },
  ids: [],
};

const MODULE: ModuleSpec = {
  name: 'newcomer_module',
  order: 999_999,
  builtin: null,
  aliases: [MODALIAS],
  depends: [],
  softdepPre: [],
  softdepPost: [],
  load: TAKES,
  init: { min: 0, max: 0 },
  initMay: ['ok'],
  asyncProbe: false,
  drivers: ['newcomer-driver'],
};

/** `first`: they stand at the head of every list, so that every number in the machine moves; else at the end. */
export function withNewcomers(scenario: Scenario, first: boolean): Scenario {
  const join = <T>(list: readonly T[], one: T): T[] => (first ? [one, ...list] : [...list, one]);
  const hasPci = scenario.buses.some(({ name }) => name === 'pci');
  const pci = { name: 'pci', rules: 'pci', autoprobe: true, parentLock: false } as const;
  const common: Scenario = { ...scenario, buses: hasPci ? scenario.buses : join(scenario.buses, pci) };
  return whole(scenario.udev ? byUdev(common, join) : byStory(common, join));
}

type Join = <T>(list: readonly T[], one: T) => T[];

/** There from the beginning; udev loads the module. */
function byUdev(scenario: Scenario, join: Join): Scenario {
  return {
    ...scenario,
    devices: join(scenario.devices, DEVICE),
    drivers: join(scenario.drivers, { ...DRIVER, module: MODULE.name }),
    modules: join(scenario.modules, MODULE),
  };
}

/** Nobody listens to uevents: two more people in the story. */
function byStory(scenario: Scenario, join: Join): Scenario {
  const at = { min: 0, max: TAKES.max };
  const add = { name: 'add newcomer', at, actions: [{ do: 'add', device: DEVICE.name } as const] };
  const register = {
    name: 'register newcomer-driver',
    at,
    actions: [{ do: 'register', driver: DRIVER.name } as const],
  };
  return {
    ...scenario,
    devices: join(scenario.devices, { ...DEVICE, appears: 'story' }),
    drivers: join(scenario.drivers, DRIVER),
    story: join(join(scenario.story, add), register),
  };
}

/** As a file would say it: what the parser deduces is deduced anew. */
function whole(scenario: Scenario): Scenario {
  const parsed = parseScenario(formatScenario(scenario), { file: 'with newcomers' });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.scenario;
}
