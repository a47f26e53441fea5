import { toPublicId } from '../../core/identity/public-id.ts';
import { findDefaultSite } from '../../store/organizations.ts';
import type { TestApi } from '../test-api.ts';
import type { DocumentedRequest, Remembered } from './documented-request.ts';

async function findSiteId(api: TestApi, remembered: Remembered): Promise<void> {
  const site = await findDefaultSite(api.database.store, api.organizationId);
  remembered.set('siteId', toPublicId('site', site!.id));
}

/** Both mounts of payment-gateway.app's API. */
export const PAYMENTGATEWAY_REQUESTS: readonly DocumentedRequest[] = ['', 'UnderApi'].flatMap((mount) => [
  { operationId: `createSiteCheckout${mount}`, example: 'order', arrange: findSiteId, remember: { checkout: 'id' } },
  { operationId: `createSiteCheckout${mount}`, example: 'itemized' },
  { operationId: `listSiteCheckouts${mount}`, query: { limit: '1' } },
  { operationId: `retrieveSiteCheckout${mount}`, params: { id: 'checkout' } },
  { operationId: `updateSiteCheckout${mount}`, params: { id: 'checkout' } },
]);
