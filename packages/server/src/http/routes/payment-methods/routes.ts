import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { formatAtomic } from '../../../core/money/amounts.ts';
import { type Method, type MethodCatalogue, methodsOf } from '../../../operations/method-catalogue.ts';
import { MAX_WHOLE_UNITS } from '../../../operations/offer-methods.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { methodList, type methodObject } from './schema.ts';

function present(
  { id, network, asset }: Method,
  { isHealthy, internalTransfers }: MethodCatalogue,
): z.output<typeof methodObject> {
  const { name } = network.spec;
  return {
    id,
    object: 'payment_method',
    network: name,
    networkLabel: network.spec.label,
    chainId: network.spec.chainId,
    token: asset.contract,
    symbol: asset.symbol,
    name: asset.name,
    decimals: asset.decimals,
    limits: { min: formatAtomic(1n, asset.decimals), max: MAX_WHOLE_UNITS.toString() },
    requiredConfirmations: network.confirmations,
    healthy: isHealthy(name),
    internalTransfers: asset.contract === null ? (internalTransfers?.(name) ?? 'manual') : null,
    livemode: network.spec.livemode,
  };
}

/** What this merchant can offer now. */
export const paymentMethodRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  app.get(
    '/payment_methods',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: ['Payment methods'],
        summary: 'List payment methods',
        operationId: 'listPaymentMethods',
        description:
          'Every coin and token that a session of this key’s mode can offer, in the operator’s order. Not paged.',
        response: { 200: methodList },
      },
    },
    async (request) => {
      const methods = methodsOf(deps.catalogue, request.principal.livemode);
      const data = methods.map((method) => present(method, deps.catalogue));
      return { object: 'list' as const, data, hasMore: false, nextCursor: null };
    },
  );
};
