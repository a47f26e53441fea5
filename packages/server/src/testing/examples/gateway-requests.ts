import { toPublicId } from '../../core/identity/public-id.ts';
import type { TestApi } from '../test-api.ts';
import type { DocumentedRequest, Remembered } from './documented-request.ts';

async function rememberSite(api: TestApi, remembered: Remembered): Promise<void> {
  const query = 'SELECT id FROM sites WHERE organization_id = $1';
  const { rows } = await api.database.pool.query<{ id: string }>(query, [api.organizationId]);
  remembered.set('siteId', toPublicId('site', rows[0]!.id));
}

const under = (mount: '' | 'UnderApi'): readonly DocumentedRequest[] => [
  {
    operationId: `createSiteCheckout${mount}`,
    example: 'order',
    arrange: rememberSite,
    remember: { [`siteCheckout${mount}`]: 'id' },
  },
  { operationId: `createSiteCheckout${mount}`, example: 'itemized' },
  { operationId: `retrieveSiteCheckout${mount}`, params: { id: `siteCheckout${mount}` } },
  { operationId: `updateSiteCheckout${mount}`, example: 'reference', params: { id: `siteCheckout${mount}` } },
  { operationId: `listSiteCheckouts${mount}`, query: { limit: '1' } },
];

/** payment-gateway.app's words, under both of their addresses. */
export const GATEWAY_REQUESTS: readonly DocumentedRequest[] = [...under(''), ...under('UnderApi')];
