/** Examples for `--help`: at least one that works as it stands for each command (a test runs through them). */

export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  probesim: [
    'probesim list scenarios',
    'probesim run scenarios/lost-deferred-retry.yaml --seed 7',
    'probesim explain EPROBE_DEFER',
  ],
  run: [
    'probesim run scenarios/lost-deferred-retry.yaml',
    'probesim run lost-deferred-retry --seed 42 --trace',
    'probesim run scenarios --format junit --out results.xml',
    'probesim run my-laptop.yaml --seed "$(git rev-parse HEAD)" --format json | jq .devices',
  ],
  explore: [
    'probesim explore scenarios/lost-deferred-retry.yaml',
    'probesim explore laptop-lenovo-thinkpad-p14s-gen4 --jobs 2',
    'probesim explore my-laptop.yaml --budget 60s --budget 1GiB --format json | jq .devices',
    'probesim explore lost-deferred-retry --clock timed --runs 5000',
    'probesim explore odroid-n2-dwmac --strategy bounded:2',
    'probesim explore unplug-waits-for-itself --strategy swarm --budget 500runs',
  ],
  compare: [
    'probesim compare vfio-ids-without-softdep',
    'probesim compare scenarios/lost-deferred-retry.yaml --systems linux-6.1,redox',
    'probesim compare igd-variant-drivers nvlink-variant-drivers --systems linux-6.1,proposals',
    'probesim compare my-laptop.yaml --budget 60s --format html --out compared.html',
  ],
  replay: [
    'probesim replay p1.t.s7.s3f2a91c07be4d518.s9be201aa40c1d7e3.0a1b2c3',
    'probesim replay p1.t.s7.s3f2a91c07be4d518.s9be201aa40c1d7e3.0a1b2c3 --file my-laptop.yaml --trace',
  ],
  shrink: [
    'probesim shrink p1.t.s7.s3f2a91c07be4d518.s9be201aa40c1d7e3.0a1b2c3',
    'probesim shrink p1.t.s7.s3f2a91c07be4d518.s9be201aa40c1d7e3.0a1b2c3 --keep igd --out small.yaml',
  ],
  import: [
    'probesim import --machine facter.json --modules /lib/modules/$(uname -r) \\',
    '    --modprobe-d /lib/modprobe.d --modprobe-d /etc/modprobe.d -o my-laptop.yaml',
  ],
  'check-log': [
    'dmesg | probesim check-log /dev/stdin',
    'probesim check-log boot.log --by-hand --all',
    'probesim check-log boot.log --scenario my.yaml',
    'probesim check-log boot.log --format json | jq .notChecked',
  ],
  schema: ['probesim schema > scenario.schema.json', 'probesim schema report'],
  list: ['probesim list', 'probesim list quirks'],
  explain: [
    'probesim explain EPROBE_DEFER',
    'probesim explain linux-6.1',
    'probesim explain defer-triggered',
    'probesim explain lasso',
  ],
};

/** The text under a command's help. */
export function examplesOf(command: string): string {
  return [
    '',
    'Examples:',
    ...(EXAMPLES[command] ?? []).map((line) => `  $ ${line}`.replace('$     ', '  ')),
  ].join('\n');
}

export const EXIT_CODES = `
Exit codes:
  0   all promises held
  1   an invariant or an expectation is broken
  2   a mistake in arguments or files; nothing was written
  130 interrupted; explore tells what it had found
  70  a bug in probesim; please report it with what it printed`;
