import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { type FastifyPluginAsyncZod, type serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { createSearchBudget } from '../operations/search-budget.ts';
import type { Logger } from '../telemetry/logger.ts';
import { requireApiKey } from './authenticate.ts';
import { answerConnectionErrors } from './connection-errors.ts';
import { payByToken } from './dialects/paybytoken/plugin.ts';
import { paymentGateway } from './dialects/paymentgateway/plugin.ts';
import { radom } from './dialects/radom/plugin.ts';
import { wewire } from './dialects/wewire/plugin.ts';
import { handleErrors, sendFrameworkError } from './error-handler.ts';
import { hostedPage } from './hosted/routes.ts';
import type { HostedDeps } from './hosted/visit.ts';
import { type HostNames, separateHosts } from './hosts.ts';
import { acceptJsonBodies } from './json-body.ts';
import { keepKeyedRoutes } from './keyed-routes.ts';
import { logos } from './logos/routes.ts';
import { answerNothing } from './not-found.ts';
import { describeApi } from './openapi.ts';
import { type CountFailure, failureCounter, limitRate } from './rate-limit.ts';
import { bookRoutes } from './routes/books/routes.ts';
import { acceptRoute } from './routes/checkout-sessions/accept-route.ts';
import { checkoutSessionRoutes } from './routes/checkout-sessions/routes.ts';
import { customerPrivacyRoutes } from './routes/customers/privacy-routes.ts';
import { customerRoutes } from './routes/customers/routes.ts';
import { discountRoutes } from './routes/discounts/routes.ts';
import { eventRoutes } from './routes/events/routes.ts';
import { type OperationsDeps, operationsRoutes } from './routes/operations/routes.ts';
import { paymentLinkRoutes } from './routes/payment-links/routes.ts';
import { productRoutes } from './routes/products/routes.ts';
import { publicRoutes } from './routes/public/routes.ts';
import { refundRoutes } from './routes/refunds/routes.ts';
import { subscriptionRoutes } from './routes/subscriptions/routes.ts';
import { testRoutes } from './routes/test/routes.ts';
import { unexpectedTransferRoutes } from './routes/unexpected-transfers/routes.ts';
import { webhookDeliveryRoutes } from './routes/webhook-deliveries/routes.ts';
import { type WebhookRouteDeps, webhookEndpointRoutes } from './routes/webhook-endpoints/routes.ts';
import { watchRequests } from './watch-requests.ts';

const BODY_LIMIT_BYTES = 256 * 1024;
/** For a whole request to arrive, so that one who sends it a byte at a time holds nothing. Answers may take longer. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpDeps extends Omit<HostedDeps, 'budget'>, OperationsDeps {
  readonly log: Logger;
  readonly publicUrl: string;
  readonly hosts: HostNames;
  readonly trustProxy: readonly string[];
  readonly requestsPerMinute: number;
  readonly webhooks: WebhookRouteDeps;
}

/** The whole HTTP surface: the API with its reference, the hosted page, and what operators ask for. */
export async function createHttpServer(deps: HttpDeps): Promise<FastifyInstance> {
  const app = Fastify({
    // Fastify's own words only when something is wrong: that we listen is said once, with the public address.
    loggerInstance: deps.log.child({}, { level: deps.log.isLevelEnabled('warn') ? 'warn' : deps.log.level }) as never,
    // One line for each request, written by `watchRequests`.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: deps.trustProxy.length > 0 ? [...deps.trustProxy] : false,
    genReqId: () => deps.runtime.newId(),
    requestIdHeader: false,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: sendFrameworkError as never,
    clientErrorHandler: answerConnectionErrors(() => deps.runtime.newId()) as never,
    // Where there is no Host the answer is ours too.
    http: { requireHostHeader: false },
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Long-lived event streams end when the server says so.
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(plainJson);
  acceptJsonBodies(app);
  handleErrors(app);
  answerNothing(app);
  watchRequests(app, deps);
  separateHosts(app, deps.hosts);
  keepKeyedRoutes(app);
  await limitRate(app, deps.requestsPerMinute);
  await describeApi(app);
  await app.register(operationsRoutes, { deps });
  // One for page and API: what either has just asked of the nodes, the other need not.
  const budgeted = { ...deps, budget: createSearchBudget(deps.runtime) };
  await app.register(logos);
  await app.register(hostedPage, { deps: budgeted });
  // One for all APIs: who tries keys gets no more tries by trying them here and there.
  const keyed = { deps: budgeted, countFailure: failureCounter(app) };
  await app.register(apiV1, { prefix: '/api/v1', ...keyed });
  await app.register(publicRoutes, { prefix: '/api/v1', ...keyed });
  await app.register(radom, { prefix: '/api/v1', ...keyed });
  await app.register(wewire, { prefix: '/api/v1', ...keyed });
  await app.register(payByToken, { prefix: '/v1', ...keyed });
  await app.register(paymentGateway, { ...keyed, webhooks: deps.webhooks });
  return app;
}

const apiV1: FastifyPluginAsyncZod<{ deps: HttpDeps & HostedDeps; countFailure: CountFailure }> = async (
  app,
  { deps, countFailure },
) => {
  requireApiKey(app, deps.authenticate, countFailure);
  await app.register(checkoutSessionRoutes, { deps });
  await app.register(paymentLinkRoutes, { deps });
  await app.register(productRoutes, { deps });
  await app.register(discountRoutes, { deps });
  await app.register(customerRoutes, { deps });
  await app.register(customerPrivacyRoutes, { deps });
  await app.register(subscriptionRoutes, { deps });
  await app.register(webhookEndpointRoutes, { deps: deps.webhooks });
  await app.register(eventRoutes, { deps: deps.webhooks });
  await app.register(webhookDeliveryRoutes, { deps: deps.webhooks });
  await app.register(acceptRoute, { deps });
  await app.register(unexpectedTransferRoutes, { deps });
  await app.register(refundRoutes, { deps });
  await app.register(bookRoutes, { deps });
  await app.register(testRoutes, { deps });
};

/** Answers are typed by their presenters; validating each again would cost more than the answer. Tests hold them to the schemas. */
const plainJson: typeof serializerCompiler = () => (data) => JSON.stringify(data);
