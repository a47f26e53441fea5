import { CircleAlert } from 'lucide-preact';

/** A page without a session: what happened, and what to do. */
export function ErrorPage({ title, body, reference }: { title: string; body: string; reference: string | null }) {
  return (
    <main class="lost">
      <div class="card">
        <span class="closed-icon" aria-hidden="true">
          <CircleAlert size={28} />
        </span>
        <h1 class="panel-heading">{title}</h1>
        <p class="muted balance">{body}</p>
        {reference && <p class="small mono">{reference}</p>}
      </div>
    </main>
  );
}
