/** Started in a worker or in another process: computes hashes.ts there and sends or prints the lines. */
import { parentPort, workerData } from 'node:worker_threads';
import { hashLines } from './hashes.ts';

if (parentPort) parentPort.postMessage(hashLines(Number(workerData)));
else console.log(hashLines(Number(process.argv[2])).join('\n'));
