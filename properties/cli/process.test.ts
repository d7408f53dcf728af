/** The command line as a process of its own: exit codes, pipes, signals. */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';

// Each of these costs half a second: only what a real process alone can show.
const ARGS = ['--import', 'tsx', 'sim/main.ts'];

function probesim(args: readonly string[], stdout: 'pipe' | number = 'pipe') {
  const {
    status,
    stderr,
    stdout: out,
  } = spawnSync(process.execPath, [...ARGS, ...args], {
    stdio: ['ignore', stdout, 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '1' },
  });
  return { status, stderr, out };
}

describe('the process', () => {
  it('answers with what the catalogues have, 0, no colours in a pipe whatever the environment says', () => {
    const { status, stderr, out } = probesim(['list', 'formats']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(out).toContain('junit');
    expect(out).not.toContain('\u001b');
  });

  it('ends with 2 at a mistyped command', () => {
    expect(probesim(['lits'])).toMatchObject({ status: 2, out: '' });
  });

  it('ends with 0 and silently when nobody reads on', async () => {
    const child = spawn(process.execPath, [...ARGS, 'schema', 'report'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += String(text)));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('says in one line that the disk is full', () => {
    if (!fs.existsSync('/dev/full')) return;
    const full = fs.openSync('/dev/full', 'w');
    const { status, stderr } = probesim(['schema', 'report'], full);
    fs.closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'probesim: cannot write the output: no space left on the disk\n',
    });
  });
});
