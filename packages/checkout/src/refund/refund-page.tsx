import { Coin } from '../icons/coin.tsx';
import { LinkHeader } from '../link/link-frame.tsx';
import { AskForAddress, CheckAddress } from './refund-form.tsx';
import type { RefundProps } from './refund-props.ts';
import { Canceled, Confirmed, Failed, Given, Sent } from './refund-states.tsx';
import type { RefundPageState } from './refund-view.ts';

const STATES: Readonly<Record<RefundPageState, (props: RefundProps) => preact.JSX.Element>> = {
  asking: AskForAddress,
  checking: CheckAddress,
  given: Given,
  sent: Sent,
  confirmed: Confirmed,
  failed: Failed,
  canceled: Canceled,
};

/** What goes back, and below it what is to be done or has happened. */
export function RefundPage({ view, t }: RefundProps) {
  const State = STATES[view.state];
  return (
    <main class={`page refund ${view.state === 'confirmed' ? 'is-settled phase-paid' : ''}`}>
      <div class="side">
        <div class="side-inner">
          <LinkHeader view={view} t={t} />
          <Summary view={view} t={t} />
        </div>
      </div>
      <div class="pay-side">
        <State view={view} t={t} />
      </div>
      <Footer view={view} t={t} />
    </main>
  );
}

function Summary({ view, t }: RefundProps) {
  const { amount, symbol, network, networkLabel, payment } = view;
  return (
    <section class="summary refund-summary">
      <h1 class="refund-title">{t.refund.title(view.merchant.name)}</h1>
      <p class={`total figure ${amount.length > 10 ? 'is-long' : ''}`}>
        <bdi>
          {amount} {symbol}
        </bdi>
      </p>
      <p class="refund-network">
        <Coin symbol={symbol} network={network} />
        <bdi>{t.refund.on(networkLabel)}</bdi>
      </p>
      <p class="summary-note refund-payment">
        <bdi>{t.refund.forOrder(payment.description ?? t.refund.order, payment.total, payment.day)}</bdi>
        <span>
          {t.reference} <bdi class="mono">{payment.reference}</bdi>
        </span>
      </p>
    </section>
  );
}

function Footer({ view, t }: RefundProps) {
  const { supportEmail } = view.merchant;
  return (
    <footer class="footer">
      <p>
        {supportEmail && <a href={`mailto:${supportEmail}`}>{t.help(supportEmail)}</a>}
        <span>
          {t.refund.number} <span class="mono">{view.number}</span>
        </span>
      </p>
      <p>{t.refund.poweredBy}</p>
    </footer>
  );
}
