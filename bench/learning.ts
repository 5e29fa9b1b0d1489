import { simulateSwitch, renderSwitch } from './learning/kill-switch';

/** `npm run bench:learning`: how soon the kill switch sees that precision has halved, and how often it is wrong. */
const SEEDS = 100;
process.stdout.write(`${renderSwitch(simulateSwitch(SEEDS))}\n`);
