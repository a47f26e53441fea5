import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { warnings } from '../bin/start-warnings.ts';
import { createConfig } from '../config/config.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

const BOTH = {
  OPENTILL_ADMIN_HOST: 'API.example.com',
  OPENTILL_PUBLIC_HOST: 'pay.example.com',
  OPENTILL_PUBLIC_URL: 'https://pay.example.com',
};

let api: TestApi | undefined;
let code: string;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function serve(environment: Readonly<Record<string, string>>) {
  api = await createTestApi(environment);
  await api.app.listen({ host: '127.0.0.1', port: 0 });
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A real request over a socket with this `Host`. */
function get(host: string, path: string, headers: Record<string, string> = {}, body?: object): Promise<Answer> {
  const { port } = api!.app.server.address() as AddressInfo;
  const options = {
    host: '127.0.0.1',
    port,
    path,
    method: body ? 'POST' : 'GET',
    headers: {
      host,
      authorization: `Bearer ${api!.keys.test}`,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode!, type: response.headers['content-type'] ?? '', body: text }),
      );
    });
    request.on('error', reject);
    request.end(body && JSON.stringify(body));
  });
}

async function createAt(host: string): Promise<void> {
  const order = { amount: { value: '5.00', currency: 'USD' } };
  const made = await get(host, '/api/v1/checkout_sessions', {}, order);
  expect(made.status).toBe(201);
  const session = JSON.parse(made.body);
  code = session.id.slice('cs_'.length);
  expect(session.checkoutUrl).toBe(`https://pay.example.com/checkout/${code}`);
}

const ADMIN_PATHS = ['/api/v1/checkout_sessions', '/v1/checkouts', '/openapi.json', '/docs/'];
const HEALTH = ['/healthz', '/readyz'];

const expectEnvelope = ({ status, type, body }: Answer) => {
  expect([status, JSON.parse(body).error.code]).toEqual([404, 'host_not_served']);
  expect(type).toContain('application/json');
};
const expectPage = ({ status, type, body }: Answer) => {
  expect([status, type]).toEqual([404, 'text/html; charset=utf-8']);
  expect(body).toContain('<!doctype html>');
  expect(body).not.toContain(code);
};

describe('G3: with two host names', () => {
  it('each serves its own paths', async () => {
    await serve(BOTH);
    await createAt('api.example.com');
    for (const path of ADMIN_PATHS) expect((await get('api.example.com', path)).status).toBe(200);
    expect((await get('pay.example.com', `/checkout/${code}`)).status).toBe(200);
    expect((await get('pay.example.com', '/embed.js')).status).toBe(200);
  });

  it('each refuses the other’s: the envelope for the API, a page for pages', async () => {
    await serve(BOTH);
    await createAt('api.example.com');
    for (const path of ['/api/v1/checkout_sessions', '/v1/checkouts', '/openapi.json', '/api/v1/none']) {
      expectEnvelope(await get('pay.example.com', path));
    }
    for (const path of ['/docs/', '/']) expectPage(await get('pay.example.com', path));
    expectPage(await get('api.example.com', `/checkout/${code}`));
    expectPage(await get('api.example.com', '/l/anything'));
    expectPage(await get('api.example.com', '/refund/anything'));
    expectEnvelope(await get('api.example.com', `/checkout/${code}/state`, { accept: 'application/json' }));
    expectEnvelope(await get('api.example.com', '/hooks/anything'));
    expectEnvelope(await get('pay.example.com', '/v1/checkouts/x/create', {}, { amount: 1, currency: 'USD' }));
  });

  it('no spelling of a path or of Host leads around that', async () => {
    await serve(BOTH);
    await createAt('api.example.com');
    for (const path of [
      '/%61pi/v1/checkout_sessions',
      '/api%2Fv1/checkout_sessions',
      '/checkout/../api/v1/checkout_sessions',
      '//api/v1/checkout_sessions',
    ]) {
      expect((await get('pay.example.com', path)).status).toBe(404);
    }
    expectPage(await get('api.example.com', `/%63heckout/${code}`));
    const forged = { 'x-forwarded-host': 'api.example.com', forwarded: 'host=api.example.com' };
    expectEnvelope(await get('pay.example.com', '/api/v1/checkout_sessions', forged));
  });

  it('port and case of Host make no difference', async () => {
    await serve(BOTH);
    await createAt('api.example.com');
    for (const host of ['API.Example.COM', 'api.example.com:4242', 'api.example.com.']) {
      expect((await get(host, '/api/v1/checkout_sessions')).status).toBe(200);
    }
    expect((await get('Pay.example.com:443', `/checkout/${code}`)).status).toBe(200);
  });

  it('any other name is refused', async () => {
    await serve(BOTH);
    await createAt('api.example.com');
    for (const host of ['evil.example', 'localhost', '127.0.0.1:4242', '[::1]:4242', 'xapi.example.com']) {
      expectEnvelope(await get(host, '/api/v1/checkout_sessions'));
      expectPage(await get(host, `/checkout/${code}`));
    }
  });

  it('health answers under every name', async () => {
    await serve(BOTH);
    for (const host of ['api.example.com', 'pay.example.com', '10.0.0.7:4242']) {
      for (const path of HEALTH) expect((await get(host, path)).status).toBe(200);
    }
  });
});

describe('with one host name', () => {
  it('that of the API serves nothing else, and every other name the pages', async () => {
    await serve({ OPENTILL_ADMIN_HOST: 'api.example.com', OPENTILL_PUBLIC_URL: 'https://pay.example.com' });
    await createAt('api.example.com');
    expectPage(await get('api.example.com', `/checkout/${code}`));
    expect((await get('anything.example', `/checkout/${code}`)).status).toBe(200);
    expectEnvelope(await get('anything.example', '/api/v1/checkout_sessions'));
  });

  it('that of the pages serves nothing else, and every other name the API', async () => {
    await serve({ OPENTILL_PUBLIC_HOST: 'pay.example.com', OPENTILL_PUBLIC_URL: 'https://pay.example.com' });
    await createAt('anything.example');
    expect((await get('pay.example.com', `/checkout/${code}`)).status).toBe(200);
    expectEnvelope(await get('pay.example.com', '/api/v1/checkout_sessions'));
  });

  it('for both sides refuses every other name', async () => {
    await serve({ ...BOTH, OPENTILL_ADMIN_HOST: 'pay.example.com' });
    await createAt('pay.example.com');
    expect((await get('pay.example.com', `/checkout/${code}`)).status).toBe(200);
    expectEnvelope(await get('api.example.com', '/api/v1/checkout_sessions'));
  });
});

describe('without host names', () => {
  it('everything is served under whatever name', async () => {
    await serve({ OPENTILL_PUBLIC_URL: 'https://pay.example.com' });
    await createAt('localhost');
    expect((await get('evil.example', `/checkout/${code}`)).status).toBe(200);
    expect((await get('evil.example', '/api/v1/checkout_sessions')).status).toBe(200);
  });
});

describe('a host name that is none', () => {
  it.each([
    'https://api.example.com',
    'api.example.com:443',
    'api.example.com/v1',
    'api example',
    '-api.example.com',
    '*',
    'x'.repeat(254),
  ])('refuses the start, naming the variable: %s', (value) => {
    for (const name of ['OPENTILL_ADMIN_HOST', 'OPENTILL_PUBLIC_HOST']) {
      expect(() => createConfig({ [name]: value }, { networks: [] })).toThrow(
        `${name} must be a host name such as api.example.com, without scheme, port or path`,
      );
    }
  });

  it('and a public URL that leads elsewhere is warned of', () => {
    const environment = { ...BOTH, OPENTILL_PUBLIC_URL: 'https://shop.example.com' };
    const said = (over: object) =>
      warnings(createConfig({ ...environment, ...over }, { networks: [], dev: true }), environment);
    expect(said({})).toEqual([expect.stringContaining('OPENTILL_PUBLIC_URL leads to shop.example.com')]);
    expect(said({ OPENTILL_PUBLIC_URL: 'https://pay.example.com' })).toEqual([]);
  });
});
