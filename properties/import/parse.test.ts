/** Every machine that we have imports to a file that the scenario parser accepts without a warning. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { parseMachine } from '../../sim/import/dump.ts';
import { importMachine } from '../../sim/import/import.ts';
import { database, extracts, SHIPPED, shippedMachine } from './shipped.ts';

const machines = [
  ...SHIPPED.map(shippedMachine),
  ...extracts.map(({ name, text }) => parseMachine(name, text)),
];
const configs = [
  { name: 'a.conf', text: 'blacklist radeon\ninstall nouveau /bin/true\nsoftdep ahci pre: vfio-pci\n' },
];

describe('what is imported is a valid scenario', () => {
  it.each(machines)('$name', (machine) => {
    const { yaml } = importMachine({ machine, database, configs });
    const result = parseScenario(yaml, { file: machine.name });
    expect('problems' in result ? result.problems : result.warnings).toEqual([]);
    if ('problems' in result) return;
    expect(result.scenario.devices).toHaveLength(machine.devices.length);
    expect(result.scenario.boot).not.toBeNull();
    for (const { name, depends } of result.scenario.modules) {
      expect(depends).toEqual(database.modules.get(name)?.depends ?? []);
    }
  });
});
