import { FlaskConical } from 'lucide-preact';
import { usePage } from './context.ts';
import { playable } from './playable.ts';

/** Test mode only: plays the customer on the test network. */
export function TestPanel() {
  const { view, t, phase, simulate, simulationError, busy } = usePage();
  const { urls, livemode } = view;
  const scenarios = playable(view, phase);
  if (livemode || !urls.simulate || scenarios.length === 0) return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const scenario = (event.submitter as HTMLButtonElement | null)?.value;
    if (scenario) simulate(scenario);
  };
  return (
    <section class="test" aria-labelledby="test-heading">
      <h2 id="test-heading" class="test-heading">
        <FlaskConical size={16} />
        {t.test.heading}
      </h2>
      <p class="small">{t.test.body}</p>
      <form method="post" action={urls.simulate} onSubmit={submit} class="test-buttons">
        <input type="hidden" name="csrfToken" value={view.csrfToken} />
        {scenarios.map((scenario) => (
          <button
            type="submit"
            key={scenario}
            class="button is-small"
            name="scenario"
            value={scenario}
            aria-disabled={busy === 'simulate'}
          >
            {t.test.scenarios[scenario] ?? scenario}
          </button>
        ))}
      </form>
      {/* There from the start: a region that comes with its text is not read out everywhere. */}
      <div class="test-error" role="alert">
        {simulationError}
      </div>
    </section>
  );
}
