/** The tables about other systems in scenarios/README.md, made from the catalogue. */
import { allowedText } from '../../sim/scenario/resolve-under.ts';
import { DIALECTS, SYSTEMS, type System } from '../../sim/systems/catalogue.ts';

const OTHERS = Object.entries<System>(SYSTEMS).filter(([, { family }]) => family !== 'linux');

/** Which verbs of a story each system has, besides those that every system has. */
export function systemTable(): string {
  const rows = OTHERS.map(([name, { dialect, doors }]) => {
    const verbs = Object.keys(doors.verbs).map((verb) => `\`${verb}\``);
    return `| \`${name}\` | \`${dialect}\` | ${verbs.length > 0 ? verbs.join(', ') : 'none'} |`;
  });
  return [
    '| system | dialect | verbs besides add, remove, register, unregister |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** What can be said in each dialect. */
export function traitTable(): string {
  const rows = Object.entries(DIALECTS).flatMap(([dialect, traits]) =>
    (['driver', 'device', 'system'] as const).flatMap((of) =>
      Object.entries(traits[of]).map(([trait, { says, values }]) => {
        const where = of === 'system' ? 'file' : of;
        return `| \`${dialect}\` | ${where} | \`${trait}\` | ${allowedText(values)} | ${says.replaceAll('|', '\\|')} |`;
      }),
    ),
  );
  return [
    '| dialect | said of a | trait | value | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
