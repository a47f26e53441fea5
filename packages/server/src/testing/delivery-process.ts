// A process with a delivery worker and nothing else, to be killed by a test: `node delivery-process.ts <database URL>`.
import { createPool, createStore } from '../store/database.ts';
import { createWebhookBench } from './webhook-bench.ts';

const store = createStore(createPool({ connectionString: process.argv[2]! }));
createWebhookBench(store).worker();
