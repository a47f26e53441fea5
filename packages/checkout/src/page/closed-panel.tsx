import type { ComponentChildren } from 'preact';

/** A state without a way to pay: what happened to the money first, then what to do. */
export function Closed(props: { icon: ComponentChildren; tone: string; heading: string; children: ComponentChildren }) {
  return (
    <div class={`closed tone-${props.tone}`}>
      <span class="closed-icon" aria-hidden="true">
        {props.icon}
      </span>
      <h2 class="panel-heading">{props.heading}</h2>
      {props.children}
    </div>
  );
}
