/**
 * Run by `npm ci` in a clone, after the build: makes `npx probesim` find this checkout, as it would find the installed
 * package. npm links the commands of dependencies only, never a package's own.
 */
import * as fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const target = path.join(root, 'dist/bin/main.js');
const link = path.join(root, 'node_modules/.bin/probesim');

try {
  fs.chmodSync(target, 0o755);
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.relative(path.dirname(link), target), link);
} catch (error) {
  // Not worth failing an installation for: `npm run probesim -- ...` works all the same.
  process.stderr.write(
    `note: npx probesim is not linked (${error instanceof Error ? error.message : 'unknown'})\n`,
  );
}
