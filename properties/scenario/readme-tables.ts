/** The tables of scenarios/README.md, made from the schema and the limits, so that they cannot be out of date. */
import { LIMITS } from '../../sim/scenario/limits.ts';
import { scenarioJsonSchema } from '../../sim/scenario/schema.ts';

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const root = scenarioJsonSchema() as Schema;

/** Values of the shared definitions, in a reader's words. */
const DEFINED: Readonly<Record<string, string>> = {
  time: 'duration',
  name: 'name',
  spacedName: 'name',
  names: 'names',
  spacedNames: 'names',
  pattern: 'pattern',
  patterns: 'patterns',
  probeResults: 'answers',
};

/** What may stand there, in a few words. */
function valueOf(schema: Schema): string {
  if (schema.$ref !== undefined) return DEFINED[schema.$ref.split('/').at(-1) ?? ''] ?? '?';
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(', ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(valueOf))].join(' or ');
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'integer') return `${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'array') return 'list';
  return schema.type === 'object' ? 'mapping' : 'text';
}

/** The mapping below a path of keys; `*` stands for any name, `[]` for an entry of a list. */
function schemaAt(path: readonly string[]): Schema {
  return path.reduce((schema, key) => {
    const options = [schema, ...(schema.anyOf ?? [])];
    const found = options.map((option) => stepInto(option, key)).find((each) => each !== undefined);
    if (found === undefined) throw new Error(`no ${key} in ${path.join('.')}`);
    return found;
  }, root);
}

function stepInto(schema: Schema, key: string): Schema | undefined {
  if (key === '*')
    return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return key === '[]' ? schema.items : schema.properties?.[key];
}

function keyTable(path: readonly string[]): string {
  const schema = schemaAt(path);
  const object = [schema, ...(schema.anyOf ?? [])].find(({ properties }) => properties !== undefined);
  const rows = Object.entries(object?.properties ?? {}).map(([key, value]) => {
    const must = object?.required?.includes(key) === true ? ' **required**' : '';
    return `| \`${key}\`${must} | ${valueOf(value).replaceAll('|', '\\|')} | ${(value.description ?? '').replaceAll('*', '\\*')} |`;
  });
  return ['| key | value | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

const SECTIONS: readonly (readonly [heading: string, path: readonly string[]])[] = [
  ['The file', []],
  ['`kernel`', ['kernel']],
  ['A bus', ['buses', '*']],
  ['A device', ['devices', '*']],
  ['A driver', ['drivers', '*']],
  ["A driver's `probe`, and each entry of `probe-on`", ['drivers', '*', 'probe']],
  ['A module', ['modules', '*']],
  ['`boot`', ['boot']],
  ['`udev`', ['udev']],
  ['An entry of `story`', ['story', '[]']],
  ['`expect`', ['expect']],
  ['A claim: an entry of `never` and `sometimes`', ['expect', 'never', '[]']],
];

/** A table of keys for every mapping of the file. */
export function keyTables(): string {
  return SECTIONS.map(([heading, path]) => `### ${heading}\n\n${keyTable(path)}`).join('\n\n');
}

const LIMIT_NAMES: Readonly<Partial<Record<keyof typeof LIMITS, string>>> = {
  fileChars: 'characters in the file',
  lexemes: 'words and signs of YAML in the file',
  values: 'values, with everything that aliases stand for',
  nesting: 'levels of nesting',
  yamlAliases: 'YAML aliases (`*name`)',
  devices: 'devices',
  drivers: 'drivers',
  modules: 'modules',
  buses: 'buses of your own',
  actions: 'actions in the story, all actors together',
  claims: 'claims in `never`, and in `sometimes`',
  dependencies: 'dependencies of all modules, indirect ones included',
  listEntries: 'entries of any other list',
  nameChars: 'characters of a name',
  stringChars: 'characters of a title, modalias or pattern',
  textChars: 'characters of `about` and of modprobe.d text',
  problemsShown: 'problems shown at once',
};

/** The limits as a table. */
export function limitTable(): string {
  const rows = Object.entries(LIMIT_NAMES).map(([key, name]) => {
    return `| ${name} | ${LIMITS[key as keyof typeof LIMITS].toLocaleString('en')} |`;
  });
  return ['| what | at most |', '| --- | --- |', ...rows, '| a duration | one hour |'].join('\n');
}
