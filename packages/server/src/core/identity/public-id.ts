import { base62ToUuid, uuidToBase62 } from './base62.ts';

/** The prefix that says what an id names. */
export const ID_PREFIXES = {
  session: 'cs_',
  payment: 'pay_',
  transfer: 'tr_',
  refund: 're_',
  ledgerEntry: 'le_',
  auditEntry: 'ae_',
  event: 'evt_',
  webhookEndpoint: 'we_',
  webhookDelivery: 'wd_',
  apiKey: 'key_',
  organization: 'org_',
  site: 'site_',
  xpub: 'xpub_',
  paymentLink: 'pl_',
  product: 'prod_',
  discount: 'disc_',
  customer: 'cus_',
  subscription: 'sub_',
  testClock: 'clock_',
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** `toPublicId('session', uuid)` → `cs_…`: an encoding of the UUID, so that no mapping table is needed. */
export function toPublicId(kind: IdKind, uuid: string): string {
  return ID_PREFIXES[kind] + uuidToBase62(uuid);
}

/** The UUID behind a public id of any kind; `undefined` when the text is none. */
export function uuidOfPublicId(text: string): string | undefined {
  const prefix = Object.values(ID_PREFIXES).find((each) => text.startsWith(each));
  return prefix && base62ToUuid(text.slice(prefix.length));
}

/** The UUID behind a public id of this kind; `undefined` when the text is not one. */
export function fromPublicId(kind: IdKind, text: string): string | undefined {
  const prefix = ID_PREFIXES[kind];
  return text.startsWith(prefix) ? base62ToUuid(text.slice(prefix.length)) : undefined;
}
