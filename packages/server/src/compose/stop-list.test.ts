import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { createStopList } from './stop-list.ts';

function setUp(patienceMs?: number) {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ level: 'info', readable: true, output });
  return { lines, stops: createStopList(log, patienceMs === undefined ? {} : { patienceMs }) };
}

describe('the stop list', () => {
  it('stops the newest first, each once, however often it is asked', async () => {
    const { stops } = setUp();
    const stopped: string[] = [];
    for (const name of ['database', 'http']) stops.add(name, async () => void stopped.push(name));
    await Promise.all([stops.run(), stops.run()]);
    await stops.run();
    expect(stopped).toEqual(['http', 'database']);
  });

  it('goes on after a part that fails, and says which', async () => {
    const { stops, lines } = setUp();
    let closed = false;
    stops.add('database', async () => {
      closed = true;
    });
    stops.add('http', () => Promise.reject(new Error('stuck')));
    await stops.run();
    expect(closed).toBe(true);
    expect(lines.join('')).toMatch(/ERROR could not stop part=http/);
  });

  it('does not wait for ever for a part that hangs', async () => {
    const { stops, lines } = setUp(5);
    let closed = false;
    stops.add('database', async () => {
      closed = true;
    });
    stops.add('deliveries', () => new Promise(() => {}));
    await stops.run();
    expect(closed).toBe(true);
    expect(lines.join('')).toMatch(/ERROR did not stop in time part=deliveries/);
  });
});
