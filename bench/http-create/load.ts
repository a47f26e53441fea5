import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { CANONICAL } from '../dialect-create/bodies.ts';

export interface Load {
  readonly port: number;
  readonly key: string;
  readonly connections: number;
  readonly seconds: number;
  /** What is posted where, and the status that it must get; the canonical create where absent. */
  readonly path?: string;
  readonly body?: string;
  readonly status?: string;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Creates answered a second, each connection asking for the next as soon as it is answered. Written on bare sockets, so
 * that the client takes as little as it can of the cores that it shares with the server.
 */
export async function putUnderLoad(load: Load): Promise<number> {
  const { connections, seconds } = load;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const counts = await Promise.all(Array.from({ length: connections }, () => createUntil(endsAt, load)));
  return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - startedAt);
}

function createUntil(endsAt: number, load: Load): Promise<number> {
  const { port, status: expected = CANONICAL.status } = load;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let answered = 0;
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('the server closed the connection')));
  socket.on('connect', () => socket.write(request(load)));
  onAnswers(socket, (status, answer) => {
    if (status !== expected) return void socket.destroy(new Error(`answered ${answer}`));
    answered++;
    if (performance.now() < endsAt) return void socket.write(request(load));
    resolve(answered);
    socket.destroy();
  });
  return promise;
}

const request = ({ key, path = CANONICAL.path(''), body = CANONICAL.body }: Load) =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\n` +
  `Idempotency-Key: ${randomUUID()}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** One answer at a time, each with a length, as the server sends them. */
function onAnswers(socket: Socket, onAnswer: (status: string, answer: string) => void): void {
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const headEnd = received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = received.toString('latin1', 0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    if (received.length < headEnd + HEAD_END.length + length) return;
    const answer = received;
    received = Buffer.alloc(0);
    onAnswer(head.slice(9, 12), answer.toString());
  });
}
