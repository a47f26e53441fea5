import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import { createPaymentLink } from '../../../operations/create-payment-link.ts';
import { paymentLinkNotFound, updatePaymentLink } from '../../../operations/update-payment-link.ts';
import { countLinkUses, NO_USES } from '../../../store/link-uses.ts';
import { deletePaymentLink, findPaymentLink, listPaymentLinks } from '../../../store/payment-links.ts';
import { retriedTransaction } from '../../../store/retried-transaction.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { pageOf } from '../page-of.ts';
import { deletedPaymentLink, paymentLinkList, paymentLinkObject } from './link-object.ts';
import { presentPaymentLink } from './present.ts';
import { createBody, listLinksQuery, updateBody } from './schema.ts';

const TAGS = ['Payment links'];

/** `/api/v1/payment_links`. */
export const paymentLinkRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  const linkDeps = { ...deps.createSession, runtime: deps.runtime };

  app.post(
    '/payment_links',
    {
      config: { scope: 'links:write' },
      schema: {
        tags: TAGS,
        summary: 'Create a payment link',
        operationId: 'createPaymentLink',
        description: 'An address to share: each visit of it starts a session of its own.',
        body: createBody,
        response: { 201: paymentLinkObject },
      },
    },
    async (request, reply) =>
      answerIdempotently(deps, request, reply, async (tx) => {
        const { siteId, ...rest } = request.body;
        const input = { ...rest, siteId: siteId === undefined ? undefined : siteUuid(siteId) };
        const { link } = accepted(await createPaymentLink(linkDeps, tx, request.principal, input));
        return { status: 201, body: presentPaymentLink(link, NO_USES, deps.resource.publicUrl) };
      }),
  );

  app.get(
    '/payment_links',
    {
      config: { scope: 'links:read' },
      schema: {
        tags: TAGS,
        summary: 'List payment links',
        operationId: 'listPaymentLinks',
        description: 'Newest first, deleted ones left out.',
        querystring: listLinksQuery,
        response: { 200: paymentLinkList },
      },
    },
    async ({ query, principal }) => {
      const filters = { active: query.active };
      const links = await listPaymentLinks(deps.store, principal, filters, pageOf('paymentLink', query));
      return listPage(await present(deps, links), query.limit);
    },
  );

  app.get(
    '/payment_links/:id',
    {
      config: { scope: 'links:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a payment link',
        operationId: 'retrievePaymentLink',
        description: 'With how often it was used.',
        params: idParams,
        response: { 200: paymentLinkObject },
      },
    },
    async ({ params, principal }) => {
      const link = await findPaymentLink(deps.store, principal, linkUuid(params.id));
      if (!link) throw accepted<never>(paymentLinkNotFound());
      return (await present(deps, [link]))[0]!;
    },
  );

  app.patch(
    '/payment_links/:id',
    {
      config: { scope: 'links:write' },
      schema: {
        tags: TAGS,
        summary: 'Update a payment link',
        operationId: 'updatePaymentLink',
        description:
          'Changes the fields that are given; null takes one away. Sessions that were made keep what they copied, and an earlier slug goes on leading here.',
        params: idParams,
        body: updateBody,
        response: { 200: paymentLinkObject },
      },
    },
    async ({ params, principal, body }) => {
      const id = linkUuid(params.id);
      const { link } = await retriedTransaction(deps.store, async (tx) =>
        accepted(await updatePaymentLink(linkDeps, tx, principal, id, body)),
      );
      return (await present(deps, [link]))[0]!;
    },
  );

  app.delete(
    '/payment_links/:id',
    {
      config: { scope: 'links:write' },
      schema: {
        tags: TAGS,
        summary: 'Delete a payment link',
        operationId: 'deletePaymentLink',
        description:
          'Its address answers 410 from now on and is never given away. Its sessions go on and keep naming it.',
        params: idParams,
        response: { 200: deletedPaymentLink },
      },
    },
    async ({ params, principal }) => {
      const deleted = await deletePaymentLink(deps.store, principal, linkUuid(params.id), deps.runtime.now());
      if (!deleted) throw accepted<never>(paymentLinkNotFound());
      return { id: params.id, object: 'payment_link' as const, deleted: true as const };
    },
  );
};

/** The UUID of `pl_…`; anything else is a link that does not exist. */
function linkUuid(id: string): string {
  const uuid = fromPublicId('paymentLink', id);
  if (uuid === undefined) throw accepted<never>(paymentLinkNotFound());
  return uuid;
}

function siteUuid(id: string): string {
  const uuid = fromPublicId('site', id);
  if (uuid === undefined) throw new ApiError('site_not_found', { param: 'siteId' });
  return uuid;
}

async function present({ store, resource }: ApiDeps, links: readonly PaymentLink[]) {
  const [first] = links;
  if (!first) return [];
  const { organizationId } = first;
  const linkIds = links.map(({ id }) => id);
  const uses = await countLinkUses(store, { organizationId, linkIds });
  return links.map((link) => presentPaymentLink(link, uses.get(link.id) ?? NO_USES, resource.publicUrl));
}
