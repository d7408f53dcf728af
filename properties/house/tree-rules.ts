/** Rules about files of any kind: scenarios that nothing runs, traces of somebody's machine. */
import type { Complaint, Rule } from './source.ts';

const SCENARIO = /^scenarios\/(?!machines\/|kernels\/|golden\/)(.*)\.ya?ml$/;
const MACHINE = /^scenarios\/machines\/[^/]+\.yaml$/;
const GOLDEN = /^scenarios\/golden\/(.*)\.txt$/;

export const goldens: Rule = {
  name: 'every scenario has its golden trace, and every golden trace its scenario',
  check: ({ files }) => {
    const names = Object.keys(files);
    return names.flatMap((file): Complaint[] => {
      const [scenario, golden] = [SCENARIO.exec(file)?.[1], GOLDEN.exec(file)?.[1]];
      if (scenario && !Object.hasOwn(files, `scenarios/golden/${scenario}.txt`))
        return [
          {
            file,
            line: 1,
            wrong: 'no golden trace',
            instead: 'run `npm run golden:accept` and read what it wrote',
          },
        ];
      if (golden && !Object.hasOwn(files, `scenarios/${golden}.yaml`))
        return [{ file, line: 1, wrong: 'the scenario is gone', instead: 'run `npm run golden:accept`' }];
      // Machines have no golden trace, it would be long; properties/golden runs those that lie in their folder.
      const strayed = /^scenarios\/machines\/.*\.yaml$/.test(file) && !MACHINE.test(file);
      return strayed
        ? [{ file, line: 1, wrong: 'no test finds it', instead: 'put it into scenarios/machines itself' }]
        : [];
    });
  },
  bad: [
    { 'scenarios/a.yaml': '' },
    { 'scenarios/experiments/a.yaml': '', 'scenarios/golden/a.txt': '' },
    { 'scenarios/golden/a.txt': '' },
    { 'scenarios/machines/old/a.yaml': '' },
  ],
  good: {
    'scenarios/a.yaml': '',
    'scenarios/golden/a.txt': '',
    'scenarios/experiments/e1.yaml': '',
    'scenarios/golden/experiments/e1.txt': '',
    'scenarios/machines/a.yaml': '',
  },
};

const TRACES: readonly (readonly [RegExp, string])[] = [
  [
    /(?<![\w.*$}])\/(?:work|home|root|farm)\//,
    'write a path relative to the root of the tree, or an invented one',
  ],
  [/farm-(?:studio|bench)|sub-?agent/i, 'say what it does, in words that mean something outside'],
];

export const machineTraces: Rule = {
  name: 'no file names paths or tools of the machine it was written on',
  check: ({ files }) =>
    Object.entries(files).flatMap(([file, text]) =>
      TRACES.some(([pattern]) => pattern.test(text))
        ? text.split('\n').flatMap((line, i) => traces(file, line, i))
        : [],
    ),
  bad: [
    { 'README.md': ['see ', 'home', 'me', 'x'].join('/') },
    { 'sim/a.ts': `const x = '${['', 'work', 'main'].join('/')}';` },
    { 'CHANGELOG.md': ['by a sub', 'agent'].join('') },
  ],
  good: { 'README.md': 'reference/home/x, https://example.org/work/x, homework/, network' },
};

function traces(file: string, text: string, index: number): readonly Complaint[] {
  return TRACES.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text)?.[0];
    return found ? [{ file, line: index + 1, wrong: `says ${found}`, instead }] : [];
  });
}
