/**
 * The scenario file: its keys and the shape of their values, one schema for the parser and for editors. What
 * names refer to and which defaults apply is resolved afterwards (resolve.ts).
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import {
  bootSchema,
  busSchema,
  deviceSchema,
  driverSchema,
  kernelSchema,
  moduleSchema,
  othersSchema,
  udevSchema,
} from './schema-machine.ts';
import {
  descriptionOf,
  key,
  line,
  listOf,
  mapping,
  name,
  named,
  names,
  pattern,
  patterns,
  probeResults,
  required,
  spacedName,
  spacedNames,
  text,
  time,
  under,
} from './schema-parts.ts';
import { expectSchema, givenSchema, storySchema } from './schema-story.ts';

export const scenarioSchema = mapping({
  title: required(v.pipe(line, v.minLength(1, 'a text')), 'The accident in a few words.'),
  about: key(text, 'What happens and why. Default: the comment at the head of the file.'),
  system: key(name, 'Whose rules apply (probesim list systems). Default linux-6.1.'),
  quirks: key(names, 'Guards of the kernel switched off (probesim list quirks). Default none.'),
  under,
  kernel: key(kernelSchema, 'Kernel parameters.'),
  buses: key(named(name, busSchema, LIMITS.buses), 'Buses of your own, or other flags for a known one.'),
  devices: key(named(spacedName, deviceSchema, LIMITS.devices), 'The devices.'),
  drivers: key(named(spacedName, driverSchema, LIMITS.drivers), 'The drivers.'),
  modules: key(
    named(name, moduleSchema, LIMITS.modules),
    'The modules; one that drivers name and nobody describes gets all defaults.',
  ),
  boot: key(
    bootSchema,
    'How the machine boots; {} is a boot with all defaults. Absent: the machine is already running.',
  ),
  udev: key(
    v.union([v.literal(false), udevSchema], 'false or a mapping'),
    'The device manager; false: nobody listens to uevents. Default: there if some module is not built in.',
  ),
  'modprobe.d': key(text, 'Configuration of modprobe on the root file system.'),
  given: key(
    givenSchema,
    'What was done before the story, in this order and undisturbed; not together with boot.',
  ),
  story: key(storySchema, 'What happens: actions, each on its own or in the hands of an actor.'),
  others: key(othersSchema, 'What devices that are not in this file may do to those that are.'),
  expect: key(expectSchema, 'What must come out.'),
  assumptions: key(listOf(line), 'What an importer assumed because no dump can tell it.'),
});

/** The file as written, durations read and single entries made lists, defaults still open. */
export type RawScenario = v.InferOutput<typeof scenarioSchema>;

/** JSON Schema (draft 7, which editors understand) of a scenario file. */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = toJsonSchema(scenarioSchema, {
    typeMode: 'input',
    errorMode: 'ignore',
    definitions: { time, name, spacedName, names, spacedNames, pattern, patterns, probeResults },
    overrideSchema({ valibotSchema, jsonSchema }) {
      const description = descriptionOf(valibotSchema);
      return description === undefined ? undefined : { ...jsonSchema, description };
    },
  });
  const about = 'A scenario of probesim: devices, drivers, modules and what happens to them.';
  return { $schema, title: 'probesim scenario', description: about, ...schema };
}
