/*
 * The customer's side. It knows the shop's own backend and nothing else: no key, no gateway. What it shows comes from
 * `/api/orders/<id>`, asked again every two seconds for as long as something can change.
 */
const POLL_MS = 2000;

const $ = (selector, within = document) => within.querySelector(selector);
const slot = (part, name) => $(`[data-slot="${name}"]`, part);
const parts = { choose: $('#choose'), instructions: $('#instructions'), outcome: $('#outcome') };

let order = null;
/** How far the customer's clock is from the shop's. */
let clockAheadMs = 0;
let timer;

async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.message), { isRefusal: true });
  return answer;
}

/** Does what a button says. Meanwhile it cannot be pressed again; what goes wrong is said. */
async function press(button, work) {
  button.disabled = true;
  try {
    await work();
    complain(null);
  } catch (error) {
    complain(error.isRefusal ? error.message : 'The shop does not answer. Please check your connection.');
  }
  button.disabled = false;
}

function complain(message) {
  const trouble = $('#trouble');
  trouble.hidden = message === null;
  if (trouble.textContent !== (message ?? '')) trouble.textContent = message ?? '';
}

function show(name) {
  const changes = parts[name].hidden;
  for (const [each, part] of Object.entries(parts)) part.hidden = each !== name;
  return changes;
}

const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/* Choosing */

async function start() {
  const [, id] = /^\/orders\/([0-9a-f]{32})$/.exec(location.pathname) ?? [];
  const { product, methods } = await ask('GET', '/api/offer');
  const price = new Intl.NumberFormat('en', { style: 'currency', currency: product.currency }).format(product.price);
  for (const [name, text] of Object.entries({ ...product, price })) {
    const place = slot($('.order'), name);
    if (place) place.textContent = text;
  }
  offer(methods);
  if (id === undefined) show('choose');
  else await look(id);
}

function offer(methods) {
  $('.methods').replaceChildren(
    ...methods.map(({ id, symbol, name, network }, index) => {
      const label = document.createElement('label');
      label.className = 'method';
      const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'method', value: id });
      input.checked = index === 0;
      const text = document.createElement('span');
      text.append(
        Object.assign(document.createElement('strong'), { textContent: symbol }),
        Object.assign(document.createElement('span'), { className: 'soft', textContent: `${name} on ${network}` }),
      );
      label.append(input, text);
      return label;
    }),
  );
}

parts.choose.addEventListener('submit', (event) => {
  event.preventDefault();
  const method = new FormData(parts.choose).get('method');
  // Drawn once: pressed again after a lost answer it is still the same order.
  parts.choose.dataset.order ??= newId();
  const id = parts.choose.dataset.order;
  press($('button', parts.choose), async () => {
    const made = await ask('POST', '/api/orders', { id, method });
    delete parts.choose.dataset.order;
    history.pushState(null, '', `/orders/${id}`);
    present(made);
    follow();
  });
});

addEventListener('popstate', () => location.reload());

/* Following */

async function look(id) {
  present(await ask('GET', `/api/orders/${id}`));
  follow();
}

function follow() {
  clearTimeout(timer);
  if (order.state !== 'paid' && order.state !== 'canceled') timer = setTimeout(again, POLL_MS);
}

async function again() {
  try {
    if (!document.hidden) present(await ask('GET', `/api/orders/${order.id}`));
    complain(null);
  } catch {
    complain('The shop does not answer. This page goes on trying; your payment is not affected.');
  }
  follow();
}

const HEADLINES = {
  waiting: ({ symbol, network }) => [`Send ${symbol} on ${network}`, 'Scan the code, or copy amount and address.'],
  partly: ({ received, amount, symbol, network }) => [
    `${received} ${symbol} has arrived`,
    `Please send the remaining ${amount} ${symbol} on ${network}.`,
  ],
  seen: ({ confirmations, requiredConfirmations }) => [
    'Payment seen',
    `Confirmed by ${Math.min(confirmations, requiredConfirmations)} of ${requiredConfirmations} blocks. You can close this page.`,
  ],
  paid: () => ['Paid. Thank you!', 'Your lamp is on its way to you.'],
  expired: ({ received, symbol, network }) => [
    'The time to pay is over',
    Number(received) > 0
      ? `${received} ${symbol} on ${network} arrived, which is not all of it. It is not lost: please write to us.`
      : 'No payment has arrived. If you have sent it, keep this page: for some minutes a late one still counts and shows here. Choose again only if you have not.',
  ],
  canceled: () => ['This payment was withdrawn', 'Nothing was paid, and nothing is owed.'],
  failed: () => ['The payment was taken back', 'The network has undone it. Please write to us; nothing is lost.'],
};

function present(next) {
  const before = order?.state;
  order = next;
  clockAheadMs = Date.now() - Date.parse(next.now);
  const pays = next.state === 'waiting' || next.state === 'partly';
  const isNewPart = show(pays ? 'instructions' : 'outcome');
  const part = pays ? parts.instructions : parts.outcome;
  const [headline, sub] = HEADLINES[next.state](next);
  slot(part, 'headline').textContent = headline;
  slot(part, 'sub').textContent = sub;
  if (pays) instruct(next);
  $('.pay').dataset.state = next.state;
  leadOn(next);
  $('#extend').hidden = !next.canExtend;
  $('#cancel').hidden = !next.canCancel;
  document.title = `${headline} · Northlight`;
  if (before !== next.state) $('#said').textContent = `${headline}. ${sub}`;
  if (isNewPart && before !== undefined) $('h1', part).focus();
  tick();
}

/** What an ended order leaves in the customer's hands, and the way on. */
function leadOn({ state, id, received, symbol, network }) {
  const isPaid = state === 'paid';
  slot(parts.outcome, 'receipt').textContent = isPaid
    ? `${received} ${symbol} on ${network} · Order ${id.slice(0, 8)}`
    : '';
  const again = $('#again');
  again.hidden = !isPaid && state !== 'expired' && state !== 'canceled';
  again.textContent = isPaid ? 'Back to the shop' : 'Choose again how to pay';
}

function instruct({ id, state, amount, symbol, network, address, paymentUri }) {
  const part = parts.instructions;
  $('#amount-label').textContent = state === 'partly' ? 'Still to send' : 'Amount';
  slot(part, 'amount').textContent = `${amount} ${symbol}`;
  slot(part, 'network').textContent = `on ${network}`;
  slot(part, 'only').textContent =
    `Send only ${symbol}, and only on ${network}: anything else is not seen as your payment.`;
  slot(part, 'wallet').href = paymentUri;
  if (slot(part, 'address').dataset.value !== address) showAddress(slot(part, 'address'), address);
  const qr = $('.qr', part);
  const source = `/api/orders/${id}/qr.svg?amount=${amount}`;
  if (qr.getAttribute('src') !== source) qr.src = source;
}

/** In groups of four after the 0x, the first and the last six characters standing out: they are what people compare. */
function showAddress(place, address) {
  const strong = (at) => at < 6 || at >= address.length - 6;
  place.dataset.value = address;
  place.replaceChildren(
    ...(address.match(/^0x|.{1,4}/g) ?? []).map((group, index) => {
      const start = index === 0 ? 0 : 4 * index - 2;
      const part = document.createElement('span');
      part.append(
        ...[...group].map((character, offset) =>
          strong(start + offset) ? Object.assign(document.createElement('b'), { textContent: character }) : character,
        ),
      );
      return part;
    }),
  );
}

function tick() {
  const left = Math.max(0, Date.parse(order?.expiresAt) - (Date.now() - clockAheadMs));
  const seconds = Math.ceil(left / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const place = slot(parts.instructions, 'left');
  if (order && place.textContent !== text) place.textContent = text;
}
setInterval(tick, 250);

/* Acting */

const act = (verb) => ask('POST', `/api/orders/${order.id}/${verb}`);

$('#extend').addEventListener('click', ({ currentTarget }) =>
  press(currentTarget, async () => present(await act('extend'))),
);
$('#cancel').addEventListener('click', ({ currentTarget }) =>
  press(currentTarget, async () => {
    await act('cancel');
    location.assign('/');
  }),
);

for (const button of document.querySelectorAll('[data-copies]')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(order[button.dataset.copies]);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  });
}

start().catch((error) =>
  complain(error.isRefusal ? error.message : 'The shop does not answer. Please load the page again.'),
);
