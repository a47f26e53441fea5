import { qrSvg } from '@opentill/checkout/server';
import type { CheckoutView, InstructionsView, MethodView } from '@opentill/checkout/view';
import type { NetworkConfig } from '../../config/network-spec.ts';
import { parseDecimal } from '../../core/money/decimal.ts';
import { formatPriceForReading } from '../../core/money/reading.ts';
import { chosenOffer, isoTime, type SessionView } from '../../core/resource/session-resource.ts';
import type { Offer } from '../../core/session/facts.ts';
import { remainingAtomic } from '../../core/session/remainder.ts';
import { clockOffset } from '../../core/session/test-clock.ts';
import { toChecksumAddress, toPaymentUri } from '../../networks/evm/uri.ts';
import type { Site } from '../../store/organizations.ts';
import { amountText } from './amount-text.ts';
import { networkOf } from './asset-text.ts';
import { codeOf } from './code.ts';
import type { PageContext } from './page-context.ts';
import { refundedViews } from './refunded-views.ts';
import type { SharedView } from './rendering.ts';
import { type SessionMoments, sessionTexts } from './session-texts.ts';
import { transferViews } from './transfer-views.ts';

/** All that the hosted page shows of a session, as texts, but for the visitor's token. */
export function checkoutView(view: SessionView, site: Site, context: PageContext, moments: SessionMoments): SharedView {
  const { session, derived } = view;
  const label = (network: string) => networkOf(context, network)?.spec.label ?? network;
  return {
    locale: context.locale,
    direction: 'ltr',
    merchant: { name: site.name, ...site.brand },
    livemode: session.livemode,
    serverTime: isoTime(moments.now),
    ...(session.testClockId !== null && { clockAheadMs: clockOffset(session) }),
    session: sessionTexts(view, site, context, moments),
    methods: session.terms.offers.map((offer) => methodView(offer, view, context)),
    instructions: instructionsView(view, context),
    ...transferViews(view, moments, context),
    ...refundedViews(view, moments.decisions, context),
    waitingFor: derived.waitingFor.map(label),
    urls: pageUrls(codeOf(session.id), context.scenarios.length > 0, site),
    scenarios: context.scenarios,
    embedOrigins: site.allowedOrigins,
  };
}

function pageUrls(code: string, simulates: boolean, site: Site): CheckoutView['urls'] {
  const self = `/checkout/${code}`;
  return {
    self,
    events: `${self}/events`,
    state: `${self}/state`,
    method: `${self}/method`,
    check: `${self}/check`,
    restart: `${self}/restart`,
    simulate: simulates ? `${self}/simulate` : null,
    brandCss: site.brand.accent === null ? null : `${self}/brand.css`,
  };
}

function assetOf(offer: Offer, network: NetworkConfig | undefined) {
  return [network?.spec.native, ...(network?.spec.tokens ?? [])].find((asset) => asset?.symbol === offer.symbol);
}

function methodView(offer: Offer, { session }: SessionView, context: PageContext): MethodView {
  const network = networkOf(context, offer.network);
  return {
    id: offer.method,
    symbol: offer.symbol,
    assetName: assetOf(offer, network)?.name ?? offer.symbol,
    network: offer.network,
    networkLabel: network?.spec.label ?? offer.network,
    isNative: offer.contract === null,
    amount: amountText(offer.askedAtomic, offer, context),
    chosen: offer.method === session.method,
    healthy: context.isHealthy(offer.network),
  };
}

/** Only while money is wanted: the whole, or after an underpayment exactly what is missing. */
function instructionsView(view: SessionView, context: PageContext): InstructionsView | null {
  const { session, derived } = view;
  const offer = chosenOffer(session);
  const wanted = session.status === 'pending' || session.status === 'underpaid';
  if (!wanted || offer === null || session.address === null) return null;
  const amountAtomic = remainingAtomic(derived, offer);
  if (amountAtomic === 0n) return null;
  const uri = toPaymentUri({
    chainId: offer.chainId,
    contract: offer.contract,
    address: session.address,
    amountAtomic,
  });
  const address = toChecksumAddress(session.address);
  const rate = parseDecimal(offer.rate);
  return {
    method: methodView(offer, view, context),
    address,
    amount: amountText(amountAtomic, offer, context),
    amountAtomic: amountAtomic.toString(),
    rate: rate === null ? offer.rate : formatPriceForReading(rate, session.terms.total.currency, context.locale),
    paymentUri: uri,
    qrSvg: qrSvg(uri),
    addressQrSvg: qrSvg(address),
    requiredConfirmations: offer.requiredConfirmations,
    wallet: walletView(offer, networkOf(context, offer.network), context.showsRpcUrls),
  };
}

function walletView(
  offer: Offer,
  network: NetworkConfig | undefined,
  showsRpcUrls: boolean,
): InstructionsView['wallet'] {
  const native = network?.spec.native;
  return {
    chainId: offer.chainId,
    chainName: network?.spec.label ?? offer.network,
    contract: offer.contract,
    decimals: offer.decimals,
    nativeCurrency: {
      name: native?.name ?? 'Ether',
      symbol: native?.symbol ?? 'ETH',
      decimals: native?.decimals ?? 18,
    },
    // The operator's own node addresses can hold keys: they are never shown to a customer.
    rpcUrls: showsRpcUrls ? (network?.rpcUrls ?? []) : [],
    explorerUrl: network?.spec.explorerUrl ?? null,
  };
}
