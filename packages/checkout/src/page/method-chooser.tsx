import { Check, ChevronDown, TriangleAlert } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { Coin } from '../icons/coin.tsx';
import type { MethodView } from '../view.ts';
import { usePage } from './context.ts';

/**
 * The chosen coin and network, and the others to change to. A `<details>` with a form of buttons: it opens and posts without
 * JavaScript, and with it closes by Escape, by a click elsewhere and after the choice.
 */
export function MethodChooser({ open = false }: { open?: boolean }) {
  const { view, t } = usePage();
  const details = useRef<HTMLDetailsElement>(null);
  useClosing(details);
  const chosen = view.instructions?.method ?? view.methods.find((method) => method.chosen);
  if (open || !chosen) return <MethodList />;
  if (view.methods.length < 2) {
    return (
      <div class="method is-only">
        <MethodName method={chosen} label />
      </div>
    );
  }
  return (
    <details class="method" ref={details}>
      <summary>
        <MethodName method={chosen} label />
        <span class="method-change">
          {t.method.change}
          <ChevronDown size={18} class="method-arrow" />
        </span>
      </summary>
      <MethodList onChosen={() => closeAndFocus(details.current)} />
    </details>
  );
}

function MethodName({ method, label = false }: { method: MethodView; label?: boolean }) {
  const { t } = usePage();
  return (
    <>
      <Coin symbol={method.symbol} network={method.network} />
      <span class="method-text">
        {label && <span class="label">{t.method.label}</span>}
        <span class="method-name">
          <bdi>{t.method.on(method.symbol, method.networkLabel)}</bdi>
        </span>
      </span>
    </>
  );
}

function MethodList({ onChosen }: { onChosen?: () => void }) {
  const { view, t, choose, busy } = usePage();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const id = (event.submitter as HTMLButtonElement | null)?.value;
    onChosen?.();
    if (id) choose(id);
  };
  return (
    <form class="method-list" method="post" action={view.urls.method} onSubmit={submit}>
      <input type="hidden" name="csrfToken" value={view.csrfToken} />
      {view.methods.map((method) => (
        <button
          type="submit"
          key={method.id}
          class="method-option"
          name="method"
          value={method.id}
          aria-current={method.chosen ? 'true' : undefined}
          disabled={busy === 'method'}
        >
          <Coin symbol={method.symbol} network={method.network} />
          <span class="method-text">
            <span class="method-name">
              <bdi>{t.method.on(method.symbol, method.networkLabel)}</bdi>
            </span>
            <bdi class="figure method-amount">
              {method.amount} {method.symbol}
            </bdi>
            {!method.healthy && (
              <span class="method-unhealthy">
                <TriangleAlert size={14} /> {t.method.unhealthy}
              </span>
            )}
          </span>
          {method.chosen && <Check size={18} class="method-tick" aria-label={t.method.selected} />}
        </button>
      ))}
    </form>
  );
}

function closeAndFocus(details: HTMLDetailsElement | null): void {
  if (!details) return;
  details.open = false;
  details.querySelector('summary')?.focus();
}

function useClosing(details: { current: HTMLDetailsElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && details.current?.open) closeAndFocus(details.current);
    };
    const onPointer = (event: PointerEvent) => {
      if (details.current?.open && !details.current.contains(event.target as Node)) details.current.open = false;
    };
    addEventListener('keydown', onKey);
    addEventListener('pointerdown', onPointer);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('pointerdown', onPointer);
    };
  }, [details]);
}
