/** A process that creates sessions over connections kept alive. Its parent sends it one load at a time. */
import { type Load, putUnderLoad } from './load.ts';

process.on('message', async (load: Load) => process.send?.(await putUnderLoad(load)));
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
