import { BLACK, contrast, formatColour, inkOn, mix, parseColour, type Rgb, readableOn, WHITE } from './colour.ts';

/** What the merchant picks. `#rrggbb`; anything else is as if it had not been picked. */
export interface Brand {
  readonly accent: string | null;
  readonly background?: string | null;
}

/** The grounds on which derived colours must read; the same values as in `tokens.css`. */
export const SURFACES = {
  light: ['#ffffff', '#f5f6f8', '#eceff3'],
  dark: ['#0c0f14', '#141922', '#1d2430'],
} as const;

const AA_TEXT = 4.5;
/** In the dark a text at the bare minimum looks switched off beside the near-white of the others. */
const DARK_TEXT = 7;
const AA_SHAPE = 3;

/**
 * The merchant's two colours as a stylesheet. Fills stay what was picked; the text on them and every text in the accent are
 * derived so that the contrast is at least 4.5:1 in light and in dark. Returns '' when nothing was picked.
 */
export function brandCss(brand: Brand): string {
  const light = schemeRules(brand, 'light');
  const dark = schemeRules(brand, 'dark');
  if (!light) return '';
  return `:root{${light}}\n@media (prefers-color-scheme:dark){:root{${dark}}}\n@media print{:root{${light}}}\n`;
}

function schemeRules(brand: Brand, scheme: 'light' | 'dark'): string {
  const accent = parseColour(brand.accent);
  const background = parseColour(brand.background);
  const roles = {
    ...(accent ? accentRoles(accent, scheme) : {}),
    ...(background ? sideRoles(background, scheme) : {}),
  };
  return Object.entries(roles)
    .map(([name, colour]) => `--${name}:${formatColour(colour)}`)
    .join(';');
}

/** The roles made of the accent. Exported for the property test. */
export function accentRoles(accent: Rgb, scheme: 'light' | 'dark'): Record<string, Rgb> {
  const surfaces = SURFACES[scheme].map((surface) => parseColour(surface) ?? WHITE);
  const end = scheme === 'light' ? BLACK : WHITE;
  const surface = surfaces[0] ?? WHITE;
  const soft = mix(surface, accent, scheme === 'light' ? 0.1 : 0.18);
  return {
    accent,
    'on-accent': inkOn(accent),
    'accent-hover': hoverOf(accent),
    'accent-soft': soft,
    'accent-text': readableOn(accent, [...surfaces, soft], scheme === 'dark' ? DARK_TEXT : AA_TEXT, end),
    'accent-line': readableOn(accent, [...surfaces, soft], AA_SHAPE, end),
  };
}

/** A step away from the text on it, so that hovering never costs contrast. */
function hoverOf(accent: Rgb): Rgb {
  return mix(accent, inkOn(accent) === WHITE ? BLACK : WHITE, 0.14);
}

/** The roles of the order's side. In the dark the picked colour is dimmed unless it is dark by itself. */
export function sideRoles(picked: Rgb, scheme: 'light' | 'dark'): Record<string, Rgb> {
  const isBright = contrast(picked, BLACK) > 5;
  const side = scheme === 'dark' && isBright ? mix(picked, { r: 12, g: 15, b: 20 }, 0.86) : picked;
  const ink = inkOn(side);
  return {
    side,
    'side-ink': ink,
    'side-muted': readableOn(mix(ink, side, 0.35), [side], AA_TEXT, ink),
    'side-line': mix(side, ink, 0.16),
    'side-raised': mix(side, ink, 0.08),
  };
}
