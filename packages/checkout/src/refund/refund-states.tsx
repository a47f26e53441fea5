import { Check, CircleAlert, CircleX, ExternalLink, Hourglass, RotateCcw } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { Address } from '../page/address.tsx';
import { safeLink } from '../page/safe-url.ts';
import type { RefundProps } from './refund-props.ts';

/** The address is known: nothing more is to be done here. */
export function Given({ view, t }: RefundProps) {
  const { given, reload } = t.refund;
  return (
    <State icon={<Check size={28} />} tone="neutral" heading={view.isAddressKnown ? given.known : given.heading}>
      <p class="muted balance">{given.body(view.merchant.name, amountOf(view), view.networkLabel)}</p>
      <div class="refund-given">
        <Address value={view.address} />
      </div>
      <p class="muted balance">{given.later}</p>
      <p class="small balance">{given.wrong}</p>
      <a class="button is-wide" href={view.urls.self}>
        {reload}
      </a>
    </State>
  );
}

/** Amber: the shop says that it was sent, and it is not certain; red where the network says otherwise. */
export function Sent({ view, t }: RefundProps) {
  const { sent, reload } = t.refund;
  const { doubt, merchant } = view;
  return (
    <State
      icon={doubt === 'flawed' ? <CircleAlert size={28} /> : <Hourglass size={28} />}
      tone={doubt === 'flawed' ? 'red' : 'amber'}
      heading={doubt === null ? sent.heading : t.refund[doubt].heading}
    >
      <p class="muted balance">{doubt === null ? sent.body : t.refund[doubt].body(merchant.name)}</p>
      {doubt !== null && <WriteToShop view={view} t={t} />}
      <Details view={view} t={t} />
      <a class="button is-wide" href={view.urls.self}>
        {reload}
      </a>
    </State>
  );
}

function WriteToShop({ view: { merchant, number }, t }: RefundProps) {
  const { supportEmail } = merchant;
  const sentence = t.refund.write(t.shop(supportEmail), number);
  return (
    <p class="balance">
      {supportEmail ? (
        <a href={`mailto:${supportEmail}?subject=${encodeURIComponent(number)}`}>{sentence}</a>
      ) : (
        sentence
      )}
    </p>
  );
}

/** Certain: the moment, and what went where. */
export function Confirmed({ view, t }: RefundProps) {
  const { confirmed } = t.refund;
  return (
    <div class="card payment">
      <div class="paid-band">
        <svg class="tick" viewBox="0 0 72 72" width="72" height="72" aria-hidden="true" focusable="false">
          <circle cx="36" cy="36" r="34" />
          <path d="m22 37 10 10 19-21" pathLength="1" />
        </svg>
        <h2 class="paid-heading">{confirmed.heading}</h2>
        <p>
          <bdi>{confirmed.body(amountOf(view), view.networkLabel)}</bdi>
        </p>
      </div>
      <div class="paid-body">
        <Details view={view} t={t} />
      </div>
    </div>
  );
}

export function Failed({ view, t }: RefundProps) {
  const { failed } = t.refund;
  return (
    <State icon={<RotateCcw size={28} />} tone="red" heading={failed.heading}>
      <p class="muted balance">{failed.body(view.merchant.name)}</p>
      <Details view={view} t={t} />
    </State>
  );
}

export function Canceled({ view, t }: RefundProps) {
  const { canceled } = t.refund;
  return (
    <State icon={<CircleX size={28} />} tone="neutral" heading={canceled.heading}>
      <p class="muted balance">{canceled.body(view.merchant.name)}</p>
    </State>
  );
}

function State(props: { icon: ComponentChildren; tone: string; heading: string; children: ComponentChildren }) {
  return (
    <div class={`card closed tone-${props.tone}`}>
      <span class="closed-icon" aria-hidden="true">
        {props.icon}
      </span>
      <h2 class="panel-heading">{props.heading}</h2>
      {props.children}
    </div>
  );
}

const amountOf = ({ amount, symbol }: RefundProps['view']) => `${amount} ${symbol}`;

function Details({ view, t }: RefundProps) {
  return (
    <dl class="refund-details">
      <Row term={t.refund.amount}>{t.transfers.on(amountOf(view), view.networkLabel)}</Row>
      <Row term={t.refund.to}>
        <Address value={view.address} />
      </Row>
      {view.transaction && (
        <Row term={t.refund.transaction}>
          <Transaction {...view.transaction} label={t.actions.explorer} />
        </Row>
      )}
    </dl>
  );
}

function Row({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div class="receipt-row">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Leads to the network's explorer; where there is none, a tap selects the whole hash of which the line shows what fits. */
function Transaction({ hash, explorerUrl, label }: { hash: string; explorerUrl: string | null; label: string }) {
  const url = safeLink(explorerUrl);
  const short = `${hash.slice(0, 8)}…${hash.slice(-6)}`;
  if (!url) {
    return (
      <bdi class="mono copyable refund-hash" dir="ltr" title={hash}>
        {hash}
      </bdi>
    );
  }
  return (
    <a class="hash" href={url} target="_blank" rel="noopener noreferrer" aria-label={`${label} ${short}`}>
      <bdi class="mono" dir="ltr">
        {short}
      </bdi>
      <ExternalLink size={14} />
    </a>
  );
}
