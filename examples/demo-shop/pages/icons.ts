import { html } from '../html.ts';

const icon = (shape: ReturnType<typeof html>) =>
  html`<svg class="icon" viewBox="0 0 48 48" width="56" height="56" aria-hidden="true">${shape}</svg>`;

/** A shape for each tone: the colour alone says nothing. */
export const ICONS = {
  wait: icon(html`<circle class="ring" cx="24" cy="24" r="20"/><path class="hand" d="M24 13v12l8 5"/>`),
  seen: icon(
    html`<circle class="ring dashed" cx="24" cy="24" r="20"/><path class="hand" d="M24 14v19M16 26l8 8 8-8"/>`,
  ),
  good: icon(html`<circle class="disc" cx="24" cy="24" r="22"/><path class="mark" d="M14.5 25l6.5 6.5L34 18"/>`),
  bad: icon(html`<path class="ring" d="M24 5l20 36H4z"/><path class="hand" d="M24 18v11M24 34.5v.5"/>`),
} as const;
