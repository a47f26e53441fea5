import type { z } from 'zod';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { currencyOf, type PaymentLink } from '../../../core/link/payment-link.ts';
import { priceInputOf } from '../../../operations/payment-link-price.ts';
import type { LinkUses } from '../../../store/link-uses.ts';
import { linkUrl } from '../../link-url.ts';
import { buttonSnippet } from './button-snippet.ts';
import type { paymentLinkObject } from './link-object.ts';

/** A link as the API shows it. */
export function presentPaymentLink(
  link: PaymentLink,
  uses: LinkUses,
  publicUrl: string,
): z.output<typeof paymentLinkObject> {
  const url = linkUrl(publicUrl, link.slug);
  const { fiatAmount, customerAmount } = priceInputOf(link.price);
  return {
    id: toPublicId('paymentLink', link.id),
    object: 'payment_link',
    url,
    slug: link.slug,
    qr: { svg: `${url}/qr.svg`, png: `${url}/qr.png` },
    buttonSnippet: buttonSnippet(link, url),
    siteId: toPublicId('site', link.siteId),
    livemode: link.livemode,
    active: link.active,
    name: link.name,
    description: link.description,
    imageUrl: link.imageUrl,
    fiatAmount: fiatAmount ?? null,
    fiatCurrency: currencyOf(link.price),
    customerAmount: (customerAmount ?? null) as z.output<typeof paymentLinkObject>['customerAmount'],
    quantity: link.price.kind === 'fixed' ? link.price.quantity : null,
    allowedMethods: [...link.allowedMethods],
    collect: link.collect,
    questions: link.questions.map((question) => ({ ...question, options: [...question.options] })),
    useLimit: link.useLimit,
    uses,
    successUrl: link.successUrl,
    cancelUrl: link.cancelUrl,
    expiresIn: link.expiresIn,
    metadata: link.metadata,
    createdAt: new Date(link.createdAt).toISOString(),
    updatedAt: new Date(link.updatedAt).toISOString(),
  };
}
