import { createHmac } from 'node:crypto';
import type { NetworkConfig } from '../config/network-spec.ts';
import { createRefundLinks, type RefundLinks } from '../core/refund/refund-links.ts';
import type { ResourceContext } from '../core/resource/session-resource.ts';
import { readAddress } from '../networks/evm/read-address.ts';
import type { RefundDeps } from '../operations/refund-deps.ts';
import type { Runtime } from '../operations/runtime.ts';

/** What everything about refunds needs, the customer's links among it. */
export interface RefundParts extends RefundDeps {
  readonly links: RefundLinks;
}

export function composeRefunds(parts: {
  /** The server's own key: links outlive a restart. */
  readonly secretKey: Uint8Array;
  readonly networks: readonly NetworkConfig[];
  readonly runtime: Runtime;
  readonly resource: ResourceContext;
}): RefundParts {
  const { secretKey, networks, runtime, resource } = parts;
  const links = createRefundLinks(createHmac('sha256', secretKey).update('refund links').digest());
  const tokens = new Map(
    networks.map(({ spec }) => [
      spec.name,
      new Set(spec.tokens.flatMap(({ contract }) => contract?.toLowerCase() ?? [])),
    ]),
  );
  return {
    runtime,
    links,
    context: { ...resource, refundToken: links.tokenOf },
    readAddress(network, text) {
      const reading = readAddress(text);
      if (reading.kind === 'flaw' || !tokens.get(network)?.has(reading.address)) return reading;
      return { kind: 'flaw', flaw: 'token' };
    },
  };
}
