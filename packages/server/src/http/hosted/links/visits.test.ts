import { inflateSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runOut, seeTransfer } from '../../../testing/books.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { linkVisitor } from './link-visitor.fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const LINK = { name: 'Tea club', fiatAmount: '99.00', fiatCurrency: 'USD' };
const createLink = async (body: object = {}) =>
  (await api.call('POST', '/payment_links', { body: { ...LINK, ...body } })).body;
const sessionOf = async (id: string | undefined) => (await api.call('GET', `/checkout_sessions/${id}`)).body;
const sessionsOf = async (link: { id: string }) => {
  const { body } = await api.call('GET', `/payment_links/${link.id}`);
  return body.uses.completed + body.uses.reserved;
};
const pay = async (id: string) => {
  const session = await sessionOf(id);
  await seeTransfer(api, id, { amountAtomic: BigInt(session.amount.wei), confirmed: true });
};

describe('a visit of a link that asks nothing', () => {
  it('makes a session of the link and leads to its page', async () => {
    const link = await createLink({ successUrl: 'https://shop.example/thanks', metadata: { campaign: 'spring' } });
    const answer = await linkVisitor(api, link.slug).open();
    expect(answer.status).toBe(303);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(await sessionOf(answer.sessionId)).toMatchObject({
      linkId: link.id,
      fiat: { amount: '99.00', currency: 'USD' },
      successUrl: 'https://shop.example/thanks',
      metadata: { campaign: 'spring' },
      status: 'pending',
    });
    expect((await api.call('GET', String(answer.headers['location']), { key: null })).status).toBe(200);
  });

  it('is a fresh session for each visitor, and for a visitor of each link', async () => {
    const [link, other] = [await createLink(), await createLink()];
    const ids = [
      (await linkVisitor(api, link.slug).open()).sessionId,
      (await linkVisitor(api, link.slug).open()).sessionId,
      (await linkVisitor(api, other.slug).open()).sessionId,
    ];
    expect(new Set(ids).size).toBe(3);
  });

  it('is the same session when the visit is reloaded, by a cookie that scripts and other sites do not see', async () => {
    const link = await createLink();
    const visitor = linkVisitor(api, link.slug);
    const first = await visitor.open();
    expect(String(first.headers['set-cookie'])).toMatch(
      new RegExp(`^opentill_link_visit=\\w{22}; Max-Age=86400; Path=/l/${link.slug}; HttpOnly; SameSite=Lax$`),
    );
    expect((await visitor.open()).sessionId).toBe(first.sessionId);
    await seeTransfer(api, first.sessionId!, { amountAtomic: 1n });
    expect((await visitor.open()).sessionId).toBe(first.sessionId);
    expect(await sessionsOf(link)).toBe(1);
  });

  it.each([
    ['paid', (id: string) => pay(id)],
    ['expired', (id: string) => runOut(api, id)],
    ['canceled', (id: string) => api.call('POST', `/checkout_sessions/${id}/cancel`)],
  ])('is a fresh session once the last one is %s', async (_status, end) => {
    const visitor = linkVisitor(api, (await createLink()).slug);
    const first = (await visitor.open()).sessionId!;
    await end(first);
    const second = (await visitor.open()).sessionId;
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  it('follows a customer who has started again on the page', async () => {
    const visitor = linkVisitor(api, (await createLink()).slug);
    const first = (await visitor.open()).sessionId!;
    await runOut(api, first);
    const second = (await visitor.open()).sessionId!;
    const page = await api.call('GET', `/checkout/${first.slice(3)}/state`, { key: null });
    expect(page.body.session.restartedAs).toBe(`/checkout/${second.slice(3)}`);
  });

  it('is found under an earlier slug, and in capitals', async () => {
    const link = await createLink({ slug: 'old-name' });
    await api.call('PATCH', `/payment_links/${link.id}`, { body: { slug: 'new-name' } });
    for (const slug of ['old-name', 'new-name', 'NEW-NAME']) {
      expect((await linkVisitor(api, slug).open()).status).toBe(303);
    }
  });

  it('takes no session of another link for its own, whatever the cookie says', async () => {
    const [link, other] = [await createLink(), await createLink()];
    const foreign = (await linkVisitor(api, other.slug).open()).sessionId!;
    for (const code of [foreign.slice(3), 'nonsense', '']) {
      const answer = await linkVisitor(api, link.slug).open({ cookie: `opentill_link_visit=${code}` });
      expect(answer.status).toBe(303);
      expect(answer.sessionId).not.toBe(foreign);
    }
  });
});

describe('who only looks', () => {
  it('gets no session with HEAD', async () => {
    const link = await createLink();
    const answer = await linkVisitor(api, link.slug).open({}, 'HEAD');
    expect(answer).toMatchObject({ status: 200, html: '' });
    expect(await sessionsOf(link)).toBe(0);
  });

  it.each(['purpose', 'sec-purpose', 'x-moz', 'x-purpose'])('gets none with a prefetch (%s)', async (header) => {
    const link = await createLink();
    const answer = await linkVisitor(api, link.slug).open({ [header]: 'prefetch' });
    expect(answer.status).toBe(503);
    expect(await sessionsOf(link)).toBe(0);
  });

  it.each([
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'WhatsApp/2.23.20.0',
    'facebookexternalhit/1.1',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'TelegramBot (like TwitterBot)',
  ])('gets a page to go on from, and no session, as %s', async (agent) => {
    const link = await createLink({ useLimit: 1 });
    const visitor = linkVisitor(api, link.slug);
    const answer = await visitor.open({ 'user-agent': agent });
    expect(answer.status).toBe(200);
    expect(answer.html).toContain('Tea club');
    expect(answer.html).toContain('$99.00');
    expect(await sessionsOf(link)).toBe(0);
    // A person who was mistaken for a program goes on with the button.
    const went = await visitor.submit();
    expect(went.status).toBe(303);
    expect(await sessionOf(went.sessionId)).toMatchObject({ linkId: link.id });
  });
});

describe('a link that takes no payment', () => {
  const page = async (slug: string) => linkVisitor(api, slug).open();

  it('says so when it is inactive, in the shop’s look', async () => {
    const answer = await page((await createLink({ active: false })).slug);
    expect(answer.status).toBe(410);
    expect(answer.html).toContain('switched off');
    expect(answer.html).toContain('Tea &amp; Leaf');
    expect(answer.html).toContain('Test mode');
    expect(answer.html).not.toContain('Try again');
  });

  it('names whom to ask, where the shop has said so', async () => {
    const held = await createLink({ useLimit: 1 });
    await linkVisitor(api, held.slug).open();
    const off = await createLink({ active: false });
    const withEmail = (supportEmail: string | null) =>
      sql`UPDATE sites SET brand = brand || ${JSON.stringify({ supportEmail })}::jsonb
        WHERE organization_id = ${api.organizationId}`.execute(api.database.store);
    await withEmail('help@tea.example');
    for (const { slug } of [held, off]) expect((await page(slug)).html).toContain('href="mailto:help@tea.example"');
    await withEmail(null);
    expect((await page(off.slug)).html).not.toContain('mailto:');
  });

  it('offers to try again while somebody else’s payment holds it', async () => {
    const { slug } = await createLink({ useLimit: 1 });
    await linkVisitor(api, slug).open();
    expect((await page(slug)).html).toMatch(new RegExp(`<a[^>]* href="/l/${slug}">\\s*Try again`));
  });

  it('says so when it is deleted, but leads a visitor who is paying back to the payment', async () => {
    const link = await createLink();
    const visitor = linkVisitor(api, link.slug);
    const { sessionId } = await visitor.open();
    await api.call('DELETE', `/payment_links/${link.id}`);
    expect(await page(link.slug)).toMatchObject({ status: 410, html: expect.stringContaining('no longer there') });
    expect(await visitor.open()).toMatchObject({ status: 303, sessionId });
  });

  it.each(['nothing-here', 'a', 'x'.repeat(150), 'tea_club', 'té'])('is not found at /l/%s', async (slug) => {
    const answer = await page(encodeURIComponent(slug));
    expect(answer.status).toBe(404);
    expect(answer.html).not.toContain('<form');
  });

  it('answers HEAD as it would answer GET', async () => {
    const { slug } = await createLink({ active: false });
    expect((await linkVisitor(api, slug).open({}, 'HEAD')).status).toBe(410);
    expect((await linkVisitor(api, 'nothing-here').open({}, 'HEAD')).status).toBe(404);
  });
});

describe('the use limit, for visitors', () => {
  it('lets no two visitors have the last use', async () => {
    const link = await createLink({ useLimit: 2 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => linkVisitor(api, link.slug).open()));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(2);
    for (const { status, html } of answers.filter((answer) => answer.status !== 303)) {
      expect(status).toBe(409);
      expect(html).toContain('right now');
    }
    expect(await sessionsOf(link)).toBe(2);
  });

  it('leads the one who holds the last use back to their payment', async () => {
    const visitor = linkVisitor(api, (await createLink({ useLimit: 1 })).slug);
    const { sessionId } = await visitor.open();
    expect(await visitor.open()).toMatchObject({ status: 303, sessionId });
  });

  it('says that it has been used once it has been paid', async () => {
    const link = await createLink({ useLimit: 1 });
    const visitor = linkVisitor(api, link.slug);
    await pay((await visitor.open()).sessionId!);
    for (const who of [visitor, linkVisitor(api, link.slug)]) {
      expect(await who.open()).toMatchObject({ status: 410, html: expect.stringContaining('has been used') });
    }
  });

  it('lets a visitor whose session ran out begin again in its place, time after time, and nobody else', async () => {
    const link = await createLink({ useLimit: 1, expiresIn: 60 });
    const visitor = linkVisitor(api, link.slug);
    let last = (await visitor.open()).sessionId!;
    for (let again = 0; again < 3; again++) {
      await runOut(api, last);
      expect((await linkVisitor(api, link.slug).open()).status).toBe(409);
      const next = await visitor.open();
      expect(next.status).toBe(303);
      expect(next.sessionId).not.toBe(last);
      last = next.sessionId!;
    }
    expect(await sessionsOf(link)).toBe(1);
  });

  it('leads a visitor whose money came late back to where it is shown', async () => {
    const link = await createLink({ useLimit: 1, expiresIn: 60 });
    const visitor = linkVisitor(api, link.slug);
    const { sessionId } = await visitor.open();
    await runOut(api, sessionId!);
    await seeTransfer(api, sessionId!, { amountAtomic: 1n });
    expect(await visitor.open()).toMatchObject({ status: 303, sessionId });
  });

  it('lets a customer start again on the page only in the place of their own session', async () => {
    const link = await createLink({ useLimit: 1, expiresIn: 60 });
    const first = (await linkVisitor(api, link.slug).open()).sessionId!;
    await runOut(api, first);
    const path = `/checkout/${first.slice(3)}`;
    const opened = await api.call('GET', path, { key: null });
    const token = /name="csrfToken" value="([^"]+)"/.exec(opened.body)?.[1] ?? '';
    const cookie = String(opened.headers['set-cookie']).split(';')[0]!;
    const restart = () =>
      api.call('POST', `${path}/restart`, { key: null, body: { csrfToken: token }, headers: { cookie } });
    const [one, two] = await Promise.all([restart(), restart()]);
    expect(one.status).toBe(200);
    expect(two.body).toEqual(one.body);
    expect(await sessionsOf(link)).toBe(1);
  });
});

describe('the link as a QR code', () => {
  it('comes as SVG and as PNG, for pages of other sites too', async () => {
    const link = await createLink();
    const svg = await api.call('GET', `/l/${link.slug}/qr.svg`, { key: null });
    expect(svg.headers['content-type']).toContain('image/svg+xml');
    expect(svg.headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(String(svg.body)).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
    const png = await api.app.inject({ method: 'GET', url: `/l/${link.slug}/qr.png` });
    expect(png.headers['content-type']).toBe('image/png');
    expect(modulesOf(png.rawPayload)).toEqual(modulesOfSvg(String(svg.body)));
  });

  it('is not there for a link that is not there', async () => {
    for (const name of ['qr.svg', 'qr.png', 'brand.css']) {
      expect((await api.call('GET', `/l/nothing-here/${name}`, { key: null })).status).toBe(404);
    }
  });
});

/** Reads a one-bit greyscale PNG back: one character a module. */
function modulesOf(png: Buffer): string[] {
  const side = png.readUInt32BE(16);
  const dataLength = png.readUInt32BE(33);
  const lines = inflateSync(png.subarray(41, 41 + dataLength));
  const width = 1 + Math.ceil(side / 8);
  const modules = side / 10;
  const bit = (x: number, y: number) => (lines[y * width + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1;
  return Array.from({ length: modules }, (_, row) =>
    Array.from({ length: modules }, (_, column) => (bit(column * 10 + 5, row * 10 + 5) ? ' ' : '#')).join(''),
  );
}

/** The same from the strokes of the SVG's dark path. */
function modulesOfSvg(svg: string): string[] {
  const size = Number(/viewBox="0 -\.5 (\d+)/.exec(svg)?.[1]);
  const rows = Array.from({ length: size }, () => Array<string>(size).fill(' '));
  const path = /stroke="#000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  let [x, y] = [0, 0];
  for (const [, command, a, b] of path.matchAll(/([Mmh])(\d+)(?: (\d+))?/g)) {
    if (command === 'M') [x, y] = [Number(a), Number(b)];
    else if (command === 'm') x += Number(a);
    else for (let end = x + Number(a); x < end; x++) rows[y]![x] = '#';
  }
  return rows.map((row) => row.join(''));
}
