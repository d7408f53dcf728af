/** What a guest says becomes recordings, whether it comes to its end or not. */
import { describe, expect, it } from 'vitest';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Recording } from './recording.ts';
import { packRecordings, unpackRecordings } from './recording.ts';
import { heard, type Heard, type Played } from './rig/said.ts';
import { translate } from './translate.ts';

const SCENARIO = scenarioFrom(`
title: two lanes
devices: { d: { bus: platform, modalias: x } }
drivers: { A: { bus: platform, matches: ['x'] } }
given: [{ register: A }]
story: [{ as: plug, do: [{ wait: 1ms }, { add: d }] }, { as: admin, do: [{ bind: A d }] }]
`);

function played(id: string): Played {
  const translated = translate(SCENARIO, 1);
  if ('refused' in translated) throw new Error('refused');
  const about = {
    experiment: `${id}.yaml`,
    digest: '0123456789abcdef',
    kernel: '6.1',
    mode: 'free',
    seed: 1,
  } as const;
  return { id, program: translated.program, devices: ['d'], about };
}

const hear = (lines: readonly string[]): Heard =>
  heard(lines.join('\n'), ['one', 'two'].map(played), 'panicked');

const WHOLE = [
  'R\t6.1.0-56-amd64',
  'B\tone',
  'T\t900\t0\t96\tgiven\tdriver-register-begin\t-\tA\t-\t-\t-',
  'T\t1500\t1\t98\tlane0\tmatch\td\tA\t1\tadd\tids',
  'T\t1600\t0\t31\tkworker/u4:0\tprobe-end\td\tA\t-517\t-\t-',
  'C\t-1\t0\tOK\t890\t950',
  'C\t0\t1\tOK\t1400\t1700',
  'C\t1\t0\tEAGAIN\t1450\t1750',
  'D\td\t-',
  'Q\td',
  'Q\tsomebody-else',
  'E\tone\tfinished\t1\t0\t1000',
];

describe('a guest', () => {
  it('that came to its end has told steps, commands and the end, with times since the story began', () => {
    const { recordings, complete } = hear([...WHOLE, 'Z', '']);
    expect([recordings.length, complete]).toEqual([1, true]);
    expect(recordings[0]).toMatchObject({
      experiment: 'one.yaml',
      release: '6.1.0-56-amd64',
      end: 'finished',
      quiet: true,
      dropped: 0,
      steps: [
        { t: -100, cpu: 0, task: 'given', is: 'driver-register-begin', driver: 'A' },
        {
          t: 500,
          cpu: 1,
          task: 'plug',
          is: 'match',
          device: 'd',
          driver: 'A',
          result: 1,
          via: 'add',
          why: 'ids',
        },
        { t: 600, cpu: 0, task: 'kworker/31', is: 'probe-end', result: 'EPROBE_DEFER' },
      ],
      commands: [
        { lane: 'given', index: 0, does: 'register A', result: 'OK', begin: -110, end: -50 },
        { lane: 'plug', index: 1, does: 'add d', result: 'OK' },
        { lane: 'admin', index: 0, does: 'bind A d', result: 'EAGAIN' },
      ],
      devices: { d: null },
      deferred: ['d'],
    });
  });

  it('that died in an experiment has a recording of it that says so', () => {
    const { recordings, begun, complete } = hear([...WHOLE, 'B\ttwo', 'T\t1\t0']);
    expect(recordings.map(({ end }) => end)).toEqual(['finished', 'panicked']);
    expect([begun, complete]).toEqual([['one', 'two'], false]);
  });

  it('that fell silent in its own judgement is hung, and its complaints are heard', () => {
    const hung = WHOLE.map((line) => line.replace('finished\t1', 'hung\t0'));
    const { recordings, complaints } = hear([...hung, '!\tWARNING: at x']);
    expect(recordings.map(({ end, quiet }) => [end, quiet])).toEqual([['hung', false]]);
    expect(complaints).toEqual(['WARNING: at x']);
  });

  it('that could not be told an experiment is a mistake of ours', () => {
    expect(() => hear(['R\tx', 'B\tone', 'F\tone\tlink a b: ENOENT'])).toThrow('one is: link a b: ENOENT');
  });
});

describe('recordings', () => {
  const recordings = hear([...WHOLE, 'Z']).recordings;

  it('come back from their file as they were, and always make the same file', () => {
    const bytes = packRecordings(recordings);
    expect(unpackRecordings(bytes)).toEqual(recordings);
    expect(packRecordings(recordings)).toEqual(bytes);
  });

  it('that are none are refused with their line', () => {
    const odd = [...recordings, { ...recordings[0], end: 'eaten' } as unknown as Recording];
    expect(() => unpackRecordings(packRecordings(odd))).toThrow(/line 2 is no recording: .*end/s);
  });
});
