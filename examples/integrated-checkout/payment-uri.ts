import { encode } from 'uqr';
import { getAddress } from 'viem';
import type { Method } from './gateway.ts';

/** What a wallet reads from a QR code or a link (EIP-681): whom to pay, in what, on which chain, how much. */
export function paymentUri(method: Pick<Method, 'chainId' | 'token'>, address: string, atomic: bigint): string {
  const { chainId, token } = method;
  return token === null
    ? `ethereum:${address}@${chainId}?value=${atomic}`
    : `ethereum:${getAddress(token)}@${chainId}/transfer?address=${address}&uint256=${atomic}`;
}

/** Dark on light in either colour scheme: many scanners read nothing else. */
export function qrSvg(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${squares.join('')}"/></svg>`
  );
}
