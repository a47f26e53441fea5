import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { ApiError, type ErrorCode, errorBody } from './errors.ts';

/** What Node's HTTP parser and its clocks refuse before there is a request. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timed_out',
};

/** Answers bytes that are no request in the standard envelope, and closes the connection. */
export function answerConnectionErrors(newId: () => string) {
  return (fault: Error & { code?: string }, socket: Socket): void => {
    // The other side has gone, or an answer is already on its way.
    if (fault.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
      socket.destroy();
      return;
    }
    const error = new ApiError(CODES[fault.code ?? ''] ?? 'request_malformed');
    const requestId = newId();
    const body = JSON.stringify(errorBody(error, requestId));
    const head = [
      `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
}

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Refuses what no URL can hold: a NUL character, and a Host that is none, over which URL parsers fall. */
export function refuseMalformed({ url, headers }: FastifyRequest): void {
  if (/%00/i.test(url)) throw new ApiError('request_malformed', { message: 'The URL holds a NUL character.' });
  if (!HOST.test(headers.host ?? '')) {
    throw new ApiError('request_malformed', { message: 'The Host header is missing or malformed.' });
  }
}
