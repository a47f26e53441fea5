import { CircleAlert, TriangleAlert } from 'lucide-preact';
import { Address } from '../page/address.tsx';
import type { RefundProps } from './refund-props.ts';
import type { RefundProblem } from './refund-view.ts';

/** Asks where the money shall go; what can go wrong stands before the field. Our words, not the browser's, say what is wrong. */
export function AskForAddress({ view, t }: RefundProps) {
  const { ask, problems } = t.refund;
  const { symbol, networkLabel, problem } = view;
  const hints = hintsFor(problem, t);
  return (
    <form class="card link-form" method="post" action={view.urls.self} noValidate>
      <h2 class="panel-heading">{ask.heading}</h2>
      {view.isOutdated && !problem && (
        <div class="notice tone-red" role="alert">
          <span class="notice-icon" aria-hidden="true">
            <CircleAlert size={18} />
          </span>
          <p>{ask.outdated}</p>
        </div>
      )}
      <div class="notice tone-amber">
        <span class="notice-icon" aria-hidden="true">
          <TriangleAlert size={18} />
        </span>
        <ul class="refund-warnings">
          <li>
            <strong>{ask.own(symbol, networkLabel)}</strong>
          </li>
          <li>{ask.exchange(symbol, networkLabel)}</li>
          <li>{ask.final}</li>
        </ul>
      </div>
      <div class={`field ${problem ? 'is-wrong' : ''}`}>
        <label class="field-label" for="address">
          {ask.label(networkLabel)}
        </label>
        <input
          class="input refund-address"
          id="address"
          name="address"
          type="text"
          value={view.address}
          maxLength={100}
          required
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          dir="ltr"
          placeholder="0x…"
          {...(problem && { autoFocus: true })}
          aria-describedby={[problem && 'address-problem', hints && 'address-hint'].filter(Boolean).join(' ')}
          aria-invalid={problem ? 'true' : undefined}
        />
        {problem && (
          <p class="field-problem" id="address-problem" role="alert">
            {problem === 'not_an_address' ? problems[problem](view.address.length) : problems[problem]}
          </p>
        )}
        {hints && (
          <p class="field-hint" id="address-hint">
            {hints}
          </p>
        )}
      </div>
      <input type="hidden" name="csrfToken" value={view.csrfToken} />
      <button class="button is-primary is-wide" type="submit" name="step" value="check">
        {ask.next}
      </button>
    </form>
  );
}

/** What the problem does not say itself. */
function hintsFor(problem: RefundProblem | null, { refund: { ask } }: RefundProps['t']): string | null {
  if (problem === null || problem === 'missing') return `${ask.hint} ${ask.copy}`;
  return problem === 'not_an_address' ? ask.copy : null;
}

/** The address once more, to be compared: from here on it cannot be changed. */
export function CheckAddress({ view, t }: RefundProps) {
  const { check } = t.refund;
  return (
    <form class="card link-form" method="post" action={view.urls.self}>
      <h2 class="panel-heading">{check.heading}</h2>
      <div class="refund-given">
        <Address value={view.address} />
      </div>
      <p class="notice tone-amber">
        <span class="notice-icon" aria-hidden="true">
          <TriangleAlert size={18} />
        </span>
        <span>
          <strong>{check.compare}</strong> {check.sends(`${view.amount} ${view.symbol}`, view.networkLabel)}
        </span>
      </p>
      <input type="hidden" name="address" value={view.address} />
      <input type="hidden" name="csrfToken" value={view.csrfToken} />
      <button class="button is-primary is-wide" type="submit" name="step" value="give">
        {check.yes}
      </button>
      <button class="button is-wide" type="submit" name="step" value="change">
        {check.change}
      </button>
    </form>
  );
}
