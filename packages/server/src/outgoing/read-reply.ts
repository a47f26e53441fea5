import type { IncomingMessage } from 'node:http';
import type { OutgoingResult } from '../core/webhook/outgoing.ts';

/** A receiver that sends more than this has said enough: we hang up and go by its status. */
const MAX_READ_BYTES = 64 * 1024;
const KEPT_BYTES = 2048;

/** The reply with the start of its body. Rejects when it breaks off. */
export function readReply(response: IncomingMessage): Promise<OutgoingResult> {
  return new Promise((resolve, reject) => {
    const kept: Buffer[] = [];
    let readBytes = 0;
    const finish = () => resolve(reply(response, Buffer.concat(kept)));
    response.on('data', (chunk: Buffer) => {
      if (readBytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - readBytes));
      readBytes += chunk.length;
      if (readBytes < MAX_READ_BYTES) return;
      finish();
      response.destroy();
    });
    response.on('end', finish);
    response.on('error', reject);
  });
}

function reply(response: IncomingMessage, start: Buffer): OutgoingResult {
  return {
    kind: 'replied',
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'] ?? null,
    // PostgreSQL's text holds no NUL.
    bodyStart: start.toString('utf8').replaceAll('\0', '\uFFFD'),
  };
}
