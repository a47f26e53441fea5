import { EventEmitter } from 'node:events';
import type { Wake } from '../store/wake.ts';

/** Wakes within the process alone. */
export function createMemoryWake(): Wake {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    emit: (topic, payload) => void emitter.emit(topic, payload),
    on: (topic, listener) => {
      emitter.on(topic, listener);
      return () => emitter.off(topic, listener);
    },
    close: async () => void emitter.removeAllListeners(),
  };
}
