import type { RefundPageState, RefundProblem, RefundView } from '@opentill/checkout/refund-view';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { formatForReading } from '../../../core/money/reading.ts';
import { UNSEEN } from '../../../core/refund/judge-refund.ts';
import type { Refund, RefundStatus } from '../../../core/refund/refund.ts';
import type { Session } from '../../../core/session/session.ts';
import { toChecksumAddress } from '../../../networks/evm/uri.ts';
import { amountText } from '../amount-text.ts';
import { codeOf } from '../code.ts';
import { LOCALE } from '../links/deps.ts';
import type { RefundPageDeps, RefundVisit } from './refund-visit.ts';

/** What the customer has entered, and what came of it. */
export interface Entered {
  readonly address?: string;
  readonly isChecked?: boolean;
  readonly problem?: RefundProblem;
  readonly isOutdated?: boolean;
}

const STATES: Readonly<Record<RefundStatus, RefundPageState>> = {
  awaiting_address: 'asking',
  ready: 'given',
  sent: 'sent',
  confirmed: 'confirmed',
  failed: 'failed',
  canceled: 'canceled',
};

/** All that a refund's page shows, as texts. */
export function refundView(
  deps: RefundPageDeps,
  { refund, session, site, path }: RefundVisit,
  csrfToken: string,
  { address, isChecked = false, problem, isOutdated = false }: Entered,
): RefundView {
  const { brand } = site;
  const network = deps.page.networks.find(({ spec }) => spec.name === refund.network)?.spec;
  const given = refund.toAddress === null ? '' : toChecksumAddress(refund.toAddress);
  return {
    locale: LOCALE,
    direction: 'ltr',
    merchant: { name: site.name, logoUrl: brand.logoUrl, supportEmail: brand.supportEmail },
    livemode: refund.livemode,
    ...assetTexts(deps, refund),
    network: refund.network,
    networkLabel: network?.label ?? refund.network,
    payment: paymentTexts(session),
    isAddressKnown: refund.status === 'ready' && refund.version === FIRST_VERSION,
    doubt: doubtOf(refund),
    state: isChecked ? 'checking' : STATES[refund.status],
    address: address ?? given,
    problem: problem ?? null,
    isOutdated,
    transaction:
      refund.txHash === null
        ? null
        : {
            hash: refund.txHash,
            explorerUrl: network?.explorerUrl ? `${network.explorerUrl}/tx/${refund.txHash}` : null,
          },
    number: toPublicId('refund', refund.id),
    csrfToken,
    urls: { self: path, brandCss: brand.accent === null ? null : `${path}/brand.css` },
  };
}

/** A customer's address makes a second one. */
const FIRST_VERSION = 1;

function doubtOf({ status, problem }: Refund): RefundView['doubt'] {
  if (status !== 'sent' || problem === null) return null;
  return problem === UNSEEN ? 'unseen' : 'flawed';
}

/** In UTC: the server does not know the customer's zone. */
const DAY = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' });

const paymentTexts = ({ id, description, terms, paidAt, createdAt }: Session): RefundView['payment'] => ({
  description,
  total: formatForReading(terms.total, LOCALE),
  day: DAY.format(paidAt ?? createdAt),
  reference: codeOf(id),
});

/** A token outside the catalogue is told by its contract, in the units that it counts in itself. */
function assetTexts(deps: RefundPageDeps, { network, contract, amountAtomic }: Refund) {
  const asset = deps.resource.findAsset(network, contract);
  if (!asset) return { amount: amountAtomic.toString(), symbol: `× ${contract}` };
  const { symbol, decimals } = asset;
  const options = { networks: deps.page.networks, locale: LOCALE };
  return { amount: amountText(amountAtomic, { network, symbol, decimals }, options), symbol };
}
