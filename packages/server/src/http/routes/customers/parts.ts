import { fromPublicId } from '../../../core/identity/public-id.ts';
import { ApiError } from '../../errors.ts';

export const TAGS = ['Customers'];
export const READ = { scope: 'customers:read' } as const;
export const WRITE = { scope: 'customers:write' } as const;

/** The UUID of `cus_…`; anything else is a customer that does not exist. */
export function customerUuid(id: string): string {
  const uuid = fromPublicId('customer', id);
  if (uuid === undefined) throw new ApiError('customer_not_found');
  return uuid;
}
