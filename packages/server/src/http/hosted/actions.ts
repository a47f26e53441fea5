import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { canRestart } from '../../core/session/can-restart.ts';
import { missedTransfers } from '../../core/session/taken-back.ts';
import { clockNow } from '../../core/session/test-clock.ts';
import { readIsAsked } from '../../operations/asked-renewal.ts';
import { checkSession } from '../../operations/check-session.ts';
import { chooseMethod } from '../../operations/choose-method.ts';
import type { Principal } from '../../operations/principal.ts';
import { type RestartView, restartSession } from '../../operations/restart-session.ts';
import { simulateSession } from '../../operations/simulate-session.ts';
import { viewSessions } from '../../operations/view-sessions.ts';
import { retriedTransaction } from '../../store/retried-transaction.ts';
import { accepted } from '../answer.ts';
import { ApiError } from '../errors.ts';
import { checkedUrl } from './checked.ts';
import { codeOf } from './code.ts';
import { type HostedDeps, type Visit, viewOf, visitOf, wantsJson } from './visit.ts';

type ActionRequest = FastifyRequest<{ Params: { code: string }; Body: Record<string, unknown> | undefined }>;
/** Does it, and may lead to another page. */
type Action = (
  visit: Visit,
  body: Record<string, unknown>,
  request: ActionRequest,
) => Promise<{ readonly url: string } | undefined>;

const visitor = ({ session }: Visit): Principal => ({
  organizationId: session.organizationId,
  livemode: session.livemode,
  actor: `page:${session.id}`,
  permissions: 'all',
});

/** What the customer can do: a form's post leads back to the page, a script's is answered with the view. */
export function pageActions(app: FastifyInstance, deps: HostedDeps): void {
  const add = (name: string, action: Action) =>
    app.post(
      `/checkout/:code/${name}`,
      { config: { rateLimit: { max: 60, timeWindow: 60_000 } } },
      async (request: ActionRequest, reply) => {
        const visit = await visitOf(deps, request);
        const body = request.body ?? {};
        deps.csrf.check(request, visit.code, body['csrfToken']);
        return answer(deps, request, reply, await action(visit, body, request));
      },
    );

  add('method', async (visit, body) => {
    const method = textOf(body, 'method');
    accepted(
      await retriedTransaction(deps.store, (tx) => chooseMethod(deps, tx, visitor(visit), visit.session.id, method)),
    );
    deps.wake.emit('session', visit.session.id);
    return undefined;
  });

  add('check', async (visit, _body, request) => {
    const [before] = await viewSessions(deps.store, [visit.session], deps.runtime.now());
    const { view } = accepted(await checkSession(deps, visitor(visit), visit.session.id, 'customer'));
    const url = wantsJson(request) ? undefined : checkedUrl(visit.code, before!, view, deps.runtime.now());
    return url === undefined ? undefined : { url };
  });

  add('restart', async (visit, _body, request) => {
    const isAllowed = visit.site.policy.allowRestart;
    // Judged once more while the subscription is held, when the session is written.
    const isAsked = await readIsAsked(deps.store, visit.session);
    const { linkId } = visit.session;
    const holder = linkId === null ? undefined : deps.csrf.clientMark(request, linkId);
    const allowed = (view: RestartView) => {
      const mayReturn = missedTransfers(view.session, view.takenBack).length > 0;
      return canRestart({ ...view, isAllowed, isAsked, mayReturn }, clockNow(view.session, deps.runtime.now()));
    };
    const restarted = accepted(
      await restartSession({ ...deps.createSession, store: deps.store }, visit.session, allowed, { holder }),
    );
    deps.wake.emit('session', visit.session.id);
    return { url: `/checkout/${codeOf(restarted.sessionId)}` };
  });

  add('simulate', async (visit, body) => {
    if (visit.session.livemode || deps.simulate === null) throw new ApiError('test_mode_only');
    accepted(
      await simulateSession(deps.simulate, visitor(visit), visit.session.id, { scenario: textOf(body, 'scenario') }),
    );
    return undefined;
  });
}

function textOf(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value.length <= 64) return value;
  throw new ApiError('parameter_missing', { param: field, message: `The field \`${field}\` is required.` });
}

async function answer(
  deps: HostedDeps,
  request: ActionRequest,
  reply: FastifyReply,
  next: { readonly url: string } | undefined,
): Promise<FastifyReply> {
  if (!wantsJson(request)) return reply.redirect(next?.url ?? `/checkout/${request.params.code}`, 303);
  if (next) return reply.send(next);
  return reply.send(await viewOf(deps, await visitOf(deps, request), request, reply));
}
