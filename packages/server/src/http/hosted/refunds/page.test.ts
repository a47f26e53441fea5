import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HASH, newRefund, paidSession, refundEventsOf, WALLET } from '../../../testing/refunds.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { refundVisitor } from './refund-visitor.fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const refundOf = async (id: string) => (await api.call('GET', `/refunds/${id}`)).body;
const wordsOf = (html: string) => html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<[^>]+>/g, '');
const OTHER_WALLET = `0x${'7a'.repeat(20)}`;

async function visit(body: object = {}) {
  const made = await newRefund(api, body);
  const visitor = refundVisitor(api, made.path);
  return { ...made, visitor, opened: await visitor.open() };
}

describe('a refund’s page', () => {
  it('says what it gives back', async () => {
    const { session, opened } = await visit();
    const { paidAt } = (await api.call('GET', `/checkout_sessions/${session.id}`)).body;
    const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(paidAt));
    expect(opened.html).toContain(`For your order: $50.00, ${day}`);
    expect(wordsOf(opened.html)).toContain(`Reference ${session.id.slice('cs_'.length)}`);
  });

  it('calls the payment’s number what the checkout calls it, and its own number something else', async () => {
    const { session, refund, opened } = await visit();
    const code = session.id.slice('cs_'.length);
    const checkout = await api.call('GET', `/checkout/${code}`, { key: null });
    expect(wordsOf(checkout.body)).toContain(`Reference${code}`);
    expect(wordsOf(opened.html)).toContain(`Reference ${code}`);
    expect(wordsOf(opened.html)).toContain(`Refund number ${refund.id}`);
    expect(wordsOf(opened.html)).not.toContain(`Reference ${refund.id}`);
  });

  it('does not repeat below the field what the problem above has just said', async () => {
    const { visitor, opened } = await visit();
    expect(opened.html).toContain('It begins with 0x and has 42 characters. Copy it from your wallet');
    const { html } = await visitor.submit({ address: 'ada' });
    expect(html.match(/begins with 0x and has 42 characters/g)).toHaveLength(1);
    expect(html).toContain('Copy it from your wallet; do not type it.');
    expect(html).toContain('aria-describedby="address-problem address-hint"');
    const wrong = await visitor.submit({ address: WALLET.replace('dbF', 'DbF') });
    expect(wrong.html).toContain('aria-describedby="address-problem"');
    expect(wrong.html).not.toContain('id="address-hint"');
  });

  it('thanks nobody for an address that the shop had', async () => {
    const { opened } = await visit({ toAddress: WALLET });
    expect(opened.html).toContain('Your refund is being prepared');
    expect(opened.html).not.toContain('Thank you');
  });

  it.each([
    [
      'The network shows no such transaction. Where the wallet has replaced it, give the hash of the new one.',
      'Not seen on the network yet',
    ],
    [
      'The transaction pays 1500000 atomic units of the 12500000 that are to be refunded.',
      'Your refund has not reached you',
    ],
  ])('does not say that it is on its way where the server knows better: %s', async (problem, words) => {
    const { visitor, refund } = await visit({ toAddress: WALLET });
    await api.call('POST', `/refunds/${refund.id}/sent`, { body: { txHash: HASH } });
    expect((await visitor.open()).html).toContain('Your refund is on its way');
    await api.database.pool.query('UPDATE refunds SET problem = $1 WHERE tx_hash = $2', [
      problem,
      Buffer.from(HASH.slice(2), 'hex'),
    ]);
    const { html } = await visitor.open();
    expect(html).toContain(words);
    expect(html).toContain(`Write to the shop with the refund number ${refund.id}.`);
    expect(html).not.toContain('on its way');
    await api.call('POST', `/refunds/${refund.id}/cancel`);
  });

  it('says what goes back and asks where to, without a script', async () => {
    const { opened, refund } = await visit();
    expect(opened.status).toBe(200);
    expect(opened.html).toContain('50.00 USDC');
    expect(opened.html).toContain('Refund from Tea &amp; Leaf');
    expect(opened.html).toContain('Do not give the address that it paid from');
    expect(opened.html).toContain(refund.id);
    expect(opened.html).not.toContain('<script');
    expect(opened.headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
    expect(opened.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('shows the address to be compared, and only then takes it', async () => {
    const { visitor, refund, session } = await visit();
    const checked = await visitor.submit({ address: ` ${WALLET.toLowerCase()} ` });
    expect(checked.status).toBe(200);
    expect(checked.html).toContain('Is this your address?');
    expect(checked.html).toContain(`value="${WALLET}"`);
    expect(await refundOf(refund.id)).toMatchObject({ status: 'awaiting_address' });

    const given = await visitor.submit({ address: WALLET }, { step: 'give' });
    expect(given).toMatchObject({ status: 303 });
    expect((await visitor.open()).html).toContain('Thank you');
    expect(await refundOf(refund.id)).toMatchObject({ status: 'ready', toAddress: WALLET.toLowerCase(), version: 2 });
    expect(await refundEventsOf(api, session.id)).toEqual(['refund.created', 'refund.address_given']);
    const { data } = (await api.call('GET', `/audit_entries?subject=${refund.id}`)).body;
    expect(data[0]).toMatchObject({ action: 'refund.give_address', actor: `page:${refund.id}` });
  });

  it('goes back to the form with what was entered', async () => {
    const { visitor } = await visit();
    await visitor.submit({ address: WALLET });
    const form = await visitor.submit({ address: WALLET }, { step: 'change' });
    expect(form.html).toContain('Where shall it go?');
    expect(form.html).toContain(`value="${WALLET}"`);
  });

  it.each([
    ['', 'Please fill in your address.'],
    ['vitalik.eth', 'one begins with 0x and has 42 characters; yours has 11.'],
    [`0x${'g'.repeat(40)}`, 'after 0x come 40 digits and letters from a to f'],
    [WALLET.slice(0, -1), 'no address of this network'],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'no address of this network'],
    [WALLET.replace('dbF', 'DbF'), 'its checksum does not fit'],
    [`0x${'0'.repeat(40)}`, 'Nobody has the key'],
    [`0x${'0'.repeat(39)}4`, 'Nobody has the key'],
    [USDC, 'address of a token itself'],
    ['<script>alert(1)</script>', 'no address of this network'],
    ['\0', 'Please fill in your address.'],
  ])('does not take %j, at either step', async (address, words) => {
    const { visitor, refund } = await visit();
    for (const step of ['check', 'give'] as const) {
      const answer = await visitor.submit({ address }, { step });
      expect(answer.status).toBe(400);
      expect(answer.html).toContain(words);
      expect(answer.html).toContain('aria-invalid="true"');
      expect(answer.html).not.toContain('<script');
    }
    expect(await refundOf(refund.id)).toMatchObject({ status: 'awaiting_address', toAddress: null });
  });

  it('does not take the address that was paid to, nor any other of a checkout', async () => {
    const { visitor, session } = await visit();
    const other = await paidSession(api);
    for (const { address } of [session, other]) {
      expect(await visitor.submit({ address })).toMatchObject({
        status: 400,
        html: expect.stringContaining('the address that you paid to'),
      });
    }
  });

  it('does not tell which addresses are those of another organization’s checkouts', async () => {
    const { visitor } = await visit();
    const theirs = `0x${'5e'.repeat(20)}`;
    await api.database.pool.query('INSERT INTO addresses VALUES ($1, $2, $3, $4, 0)', [
      Buffer.from(theirs.slice(2), 'hex'),
      ...[1, 2, 3].map(() => api.clock.newId()),
    ]);
    const nobodys = `0x${'5d'.repeat(20)}`;
    const answers = [await visitor.submit({ address: theirs }), await visitor.submit({ address: nobodys })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('an address that was given', () => {
  it('is not changed by whoever finds the link later', async () => {
    const { visitor, path, refund } = await visit();
    await visitor.submit({ address: WALLET }, { step: 'give' });
    const stranger = refundVisitor(api, path);
    await stranger.open();
    for (const step of ['check', 'give'] as const) {
      expect((await stranger.submit({ address: OTHER_WALLET }, { step })).status).toBe(303);
    }
    expect(await refundOf(refund.id)).toMatchObject({ toAddress: WALLET.toLowerCase(), version: 2 });
  });

  it('is one of those that were given at the same moment', async () => {
    const { visitor, refund, session } = await visit();
    const answers = await Promise.all(
      [WALLET, OTHER_WALLET, WALLET, OTHER_WALLET].map((address) => visitor.submit({ address }, { step: 'give' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(await refundOf(refund.id)).toMatchObject({ status: 'ready', version: 2 });
    expect(await refundEventsOf(api, session.id)).toEqual(['refund.created', 'refund.address_given']);
  });

  it('is asked anew on another page when the merchant wants it, and the old page is gone', async () => {
    const { visitor, refund } = await visit();
    await visitor.submit({ address: OTHER_WALLET }, { step: 'give' });
    const { body: reset } = await api.call('POST', `/refunds/${refund.id}/reset_address`);
    expect((await visitor.open()).status).toBe(404);
    expect((await visitor.submit({ address: OTHER_WALLET }, { step: 'give' })).status).toBe(404);
    const fresh = refundVisitor(api, new URL(reset.refundUrl).pathname);
    expect((await fresh.open()).html).toContain('Where shall it go?');
    await fresh.submit({ address: WALLET }, { step: 'give' });
    expect(await refundOf(refund.id)).toMatchObject({ status: 'ready', toAddress: WALLET.toLowerCase() });
  });
});

describe('later states', () => {
  it('show that it was sent, and that it was withdrawn', async () => {
    const { visitor, refund } = await visit({ toAddress: WALLET });
    await api.call('POST', `/refunds/${refund.id}/sent`, { body: { txHash: HASH } });
    const { html } = await visitor.open();
    expect(html).toContain('Your refund is on its way');
    expect(html).toContain(HASH);
    const other = await visit();
    await api.call('POST', `/refunds/${other.refund.id}/cancel`);
    expect((await other.visitor.open()).html).toContain('The shop has withdrawn this refund');
    expect((await other.visitor.submit({ address: WALLET }, { step: 'give' })).status).toBe(303);
  });
});

describe('a link that this server has not made', () => {
  it('leads nowhere, whatever was changed of it', async () => {
    const { path } = await visit();
    const [id, signature] = path.slice('/refund/'.length).split('.') as [string, string];
    const another = (await newRefund(api)).path.split('.')[1]!;
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const token of [
      `${id}.${flipped}`,
      `${id}.${another}`,
      `${id}.${signature.slice(0, -1)}`,
      `${id}.`,
      id,
      signature,
      `${id}.${'A'.repeat(43)}`,
      `${'0'.repeat(22)}.${signature}`,
      `${id}%00.${signature}`,
      '..%2f..%2fetc',
    ]) {
      const answer = await refundVisitor(api, `/refund/${token}`).open();
      expect([400, 404]).toContain(answer.status);
      expect(answer.html).not.toContain('USDC');
      expect((await refundVisitor(api, `/refund/${token}/brand.css`).open()).status).not.toBe(200);
    }
  });

  it('is not tried for long', async () => {
    const { path } = await visit();
    const guesser = refundVisitor(api, `${path.slice(0, -2)}xx`);
    const statuses = new Set<number>();
    for (let tries = 0; tries < 70; tries++) statuses.add((await guesser.open()).status);
    expect(statuses).toContain(429);
  });
});

describe('attack 53: a post from elsewhere', () => {
  it.each([
    ['without a token', { csrfToken: null }],
    ['with a made-up token', { csrfToken: 'x'.repeat(43) }],
    ['from another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
  ])('%s gives no address, and keeps what was entered', async (_how, more) => {
    const { visitor, refund } = await visit();
    const answer = await visitor.submit({ address: WALLET }, { step: 'give', ...more });
    expect(answer.status).toBe(403);
    expect(answer.html).toContain(`value="${WALLET}"`);
    expect(await refundOf(refund.id)).toMatchObject({ status: 'awaiting_address' });
  });
});
