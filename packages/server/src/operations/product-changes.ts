import type { Product } from '../core/catalogue/product.ts';
import { isRedirectUrl } from '../core/redirect-url.ts';
import type { Queries, Transaction } from '../store/database.ts';
import {
  deleteUnusedProduct,
  findProduct,
  insertProduct,
  type ProductFields,
  updateProduct,
} from '../store/products.ts';
import { checkAmount, checkCurrency } from './check-amount.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';

interface Changed {
  readonly outcome: 'changed';
  readonly product: Product;
}

interface Removed {
  readonly outcome: 'removed';
  /** True: sessions name it, so that it was archived instead of deleted. */
  readonly archived: boolean;
}

export async function createProduct(
  { runtime }: { readonly runtime: Runtime },
  queries: Queries,
  principal: Principal,
  fields: ProductFields,
): Promise<Changed | Refusal> {
  const refusal = checkProduct(fields, principal.livemode);
  if (refusal) return refusal;
  const { organizationId, livemode } = principal;
  const id = runtime.newId();
  const product = await insertProduct(queries, { ...fields, organizationId, livemode, id, createdAt: runtime.now() });
  return { outcome: 'changed', product };
}

/** Changes the fields that are given. Sessions that were made before keep what they copied. */
export async function changeProduct(
  { runtime }: { readonly runtime: Runtime },
  tx: Transaction,
  principal: Principal,
  id: string,
  change: Partial<ProductFields>,
): Promise<Changed | Refusal> {
  const product = await findProduct(tx, principal, id, { lock: true });
  if (!product) return notFound();
  const fields = { ...product, ...change };
  const refusal = checkProduct(fields, principal.livemode);
  if (refusal) return refusal;
  const changed = await updateProduct(tx, principal, id, fields, runtime.now());
  return changed ? { outcome: 'changed', product: changed } : notFound();
}

/** Deletes it; where a session has named it, it is archived: what was sold stays known. */
export async function removeProduct(
  { runtime }: { readonly runtime: Runtime },
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<Removed | Refusal> {
  if (await deleteUnusedProduct(tx, principal, id)) return { outcome: 'removed', archived: false };
  const product = await findProduct(tx, principal, id, { lock: true });
  if (!product) return notFound();
  await updateProduct(tx, principal, id, { ...product, active: false }, runtime.now());
  return { outcome: 'removed', archived: true };
}

function checkProduct({ unitAmount, currency, imageUrl }: ProductFields, livemode: boolean): Refusal | undefined {
  if (imageUrl !== null && !isRedirectUrl(imageUrl, livemode)) {
    return refuse('url_invalid', '`imageUrl` is an absolute https: URL.', 'imageUrl');
  }
  if ((unitAmount === null) !== (currency === null)) {
    const [param, given] = unitAmount === null ? ['unitAmount', 'currency'] : ['currency', 'unitAmount'];
    return refuse('product_price_incomplete', `\`${param}\` is required beside \`${given}\`.`, param);
  }
  if (unitAmount === null || currency === null) return undefined;
  const checked = checkCurrency(currency, 'currency') ?? checkAmount(unitAmount, currency, 'unitAmount');
  return 'outcome' in checked ? checked : undefined;
}

const notFound = () => refuse('product_not_found', 'There is no such product for this key.');
