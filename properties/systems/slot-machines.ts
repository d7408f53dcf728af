/** Machines of one device with several slots, from drivers by name. */

/** A driver of this device, and one of any. */
export const exact = 'matches: ["sim:x"]';
export const catchAll = 'matches: ["*"], catch-all: true';

/** One device that is plugged in, drivers by name that are there (or are registered by the story), more actors. */
export const machine = (
  drivers: Readonly<Record<string, string>>,
  more = '',
  late: readonly string[] = [],
): string =>
  `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
${Object.entries(drivers)
  .map(([name, said]) => `  ${name}: { bus: simbus, ${said} }`)
  .join('\n')}
given: [${Object.keys(drivers)
    .filter((name) => !late.includes(name))
    .map((name) => `{ register: ${name} }`)
    .join(', ')}]
story: [{ as: plug, do: [{ add: d }] }${more}]
`;
