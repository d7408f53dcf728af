/** The texts of the command line: help, explain, list, schema. */
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../sim/cli/help.ts';
import { STRATEGY_NAMES } from '../../sim/cli/explore/strategies.ts';
import { makeProgram } from '../../sim/cli/program.ts';
import { WORDS } from '../../sim/cli/words.ts';
import { CAUSES, OUTCOMES } from '../../sim/model/outcome.ts';
import { FACTS } from '../../sim/model/facts.ts';
import { MATCH_RESULTS, PROBE_RESULTS } from '../../sim/scenario/scenario.ts';
import { ReportSchema } from '../../reports/schema.ts';
import { FORMATS } from '../../reports/index.ts';
import { fakeParts, probesim } from './fakes.ts';

const parts = fakeParts('/nowhere');
const COMMANDS = ['run', 'explore', 'replay', 'import', 'schema', 'list', 'explain'];

describe('help', () => {
  it('names every command, and the exit codes', () => {
    const { code, out } = probesim(['--help'], parts);
    expect(code).toBe(0);
    for (const word of [...COMMANDS, 'Exit codes', '70']) expect(out).toContain(word);
  });

  it.each(COMMANDS)('%s has examples that begin with the command itself', (command) => {
    const { code, out } = probesim([command, '--help'], parts);
    expect(code).toBe(0);
    expect(out).toContain(`$ probesim ${command}`);
  });

  it('run knows the catalogues', () => {
    const { out } = probesim(['run', '--help'], parts);
    for (const { name } of [...FORMATS, ...parts.catalogues().systems]) expect(out).toContain(name);
  });

  it('examples use only commands and options that exist', () => {
    const session = { parts, outside: { out: () => 0, err: () => 0 }, job: null, exitCode: 0 } as never;
    const program = makeProgram(session);
    const known = new Map(
      program.commands.map((command) => [command.name(), command.options.flatMap((o) => [o.long, o.short])]),
    );
    for (const line of Object.values(EXAMPLES).flat()) {
      const command = /^probesim ([\w-]+)/.exec(line)?.[1];
      const options = (line.split(' | ')[0] ?? '').match(/(?<= )--?[a-z-]+/g) ?? [];
      if (command === undefined) continue;
      for (const option of options.filter((word) => word !== '-r'))
        expect(known.get(command)).toContain(option);
    }
  });

  it('fits in 80 columns', () => {
    const all = ['', ...COMMANDS].map((command) => probesim([command, '--help'].filter(Boolean), parts).out);
    const prose = all
      .join('\n')
      .split('\n')
      .filter((line) => !line.includes('$ probesim'));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
  });

  it('without arguments is help on stderr and exit 2', () => {
    expect(probesim([], parts)).toMatchObject({ code: 2, out: '' });
    expect(probesim([], parts).err).toContain('Usage: probesim');
  });

  it('--version is the version', () => {
    expect(probesim(['--version'], parts)).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  it('a mistyped command is told the near one', () => {
    expect(probesim(['rnu'], parts).err).toContain('run');
    expect(probesim(['rnu'], parts).code).toBe(2);
  });
});

describe('explain', () => {
  const explained = (name: string): string => probesim(['explain', name], parts).out;

  it.each([
    ...Object.keys(FACTS),
    ...PROBE_RESULTS,
    ...OUTCOMES,
    ...CAUSES,
    ...WORDS.map(({ name }) => name),
  ])('knows %s', (name) => {
    expect(explained(name)).toContain(name);
    expect(explained(name)).not.toMatch(/\?|undefined/);
  });

  it('knows every word of a report’s closed lists', () => {
    const { ending } = ReportSchema.pipe[0].entries;
    const names = WORDS.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...ending.entries.is.pipe[0].options]));
    expect(names).toEqual(expect.arrayContaining(MATCH_RESULTS.filter((name) => name !== 'ids')));
  });

  it('knows every strategy, by the numbers of a report, too', () => {
    // Those of a portfolio and of the timed clock are not for --strategy.
    const inReports = [...STRATEGY_NAMES, 'surw', 'sticky', 'seeds'];
    for (const name of inReports) expect(explained(name)).toContain(name);
    expect(explained('pct:3')).toBe(explained('pct:D'));
    expect(explained('pct:2..5')).toBe(explained('pct:D'));
    expect(explained('bounded:2')).toBe(explained('bounded:N'));
    expect(explained('lasso')).toMatch(/A run without end/);
  });

  it('says why, from the catalogues', () => {
    expect(explained('forget-missed-retry')).toMatch(
      /\(quirk\)\n {2}A retry is lost\.\n {2}because: The counter/,
    );
  });

  it('offers the nearest name', () => {
    const { code, err } = probesim(['explain', 'EPROBEDEFER'], parts);
    expect(code).toBe(2);
    expect(err).toContain('did you mean EPROBE_DEFER?');
  });
});

describe('list and schema', () => {
  it('list shows one catalogue or all', () => {
    expect(probesim(['list', 'systems'], parts).out).toBe(
      '  linux-6.1   Linux 6.1 driver core\n  linux-6.12  Linux 6.12 driver core\n',
    );
    expect(probesim(['list'], parts).out).toMatch(/^systems\n[^]*\nquirks\n[^]*\ninvariants\n/);
  });

  it('schema prints the scenario’s, or the report’s', () => {
    expect(JSON.parse(probesim(['schema'], parts).out)).toEqual({ title: 'scenario' });
    expect(JSON.parse(probesim(['schema', 'report'], parts).out)).toEqual({ title: 'report' });
    expect(probesim(['schema', 'reprot'], parts).code).toBe(2);
  });

  it('import passes every folder on', () => {
    const args = ['import', '--machine', 'm', '--modules', 'd', '--modprobe-d', 'a', '--modprobe-d', 'b'];
    expect(probesim(args, parts)).toEqual({
      code: 0,
      out: 'title: m with a and b\n',
      err: 'note: one thing\n',
    });
    expect(probesim(['import', '--machine', 'bad', '--modules', 'd'], parts)).toEqual({
      code: 2,
      out: '',
      err: 'probesim: the machine is bad\n',
    });
    expect(probesim(['import', '--machine', 'm'], parts).err).toMatch(/--modules/);
  });
});
