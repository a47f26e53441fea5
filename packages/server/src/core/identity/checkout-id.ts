import { base62ToUuid, uuidToBase62 } from './base62.ts';

/** The spelling of a session's id in seed 001: `chk_test_` or `chk_live_` and this many alphanumerics. */
const LENGTH = 24;

/** `chk_test_…`: the same 128 bits as `cs_…`, so that no mapping table is needed. */
export function toCheckoutId(uuid: string, livemode: boolean): string {
  return `chk_${livemode ? 'live' : 'test'}_${uuidToBase62(uuid, LENGTH)}`;
}

/** The UUID behind `chk_test_…` or `chk_live_…` and the mode that it names; `undefined` when the text is neither. */
export function fromCheckoutId(text: string): { readonly uuid: string; readonly livemode: boolean } | undefined {
  const [, mode, digits = ''] = /^chk_(test|live)_([0-9A-Za-z]+)$/.exec(text) ?? [];
  const uuid = base62ToUuid(digits, LENGTH);
  return uuid === undefined ? undefined : { uuid, livemode: mode === 'live' };
}
