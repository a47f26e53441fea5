import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accentRoles, brandCss, SURFACES, sideRoles } from './brand-css.ts';
import { contrast, formatColour, parseColour, type Rgb } from './colour.ts';

const channel = fc.integer({ min: 0, max: 255 });
const colours = fc.record<Rgb>({ r: channel, g: channel, b: channel });
const schemes = fc.constantFrom('light' as const, 'dark' as const);
const role = (roles: Record<string, Rgb>, name: string): Rgb => roles[name]!;

describe('whatever accent the merchant picks', () => {
  test('the text on it reaches 4.5:1, at rest and hovered', () => {
    fc.assert(
      fc.property(colours, schemes, (accent, scheme) => {
        const roles = accentRoles(accent, scheme);
        expect(contrast(role(roles, 'on-accent'), accent)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(role(roles, 'on-accent'), role(roles, 'accent-hover'))).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  test('text in it reaches 7:1 in the dark, so that a button does not look switched off', () => {
    fc.assert(
      fc.property(colours, (accent) => {
        const roles = accentRoles(accent, 'dark');
        for (const surface of SURFACES.dark.map((text) => parseColour(text)!))
          expect(contrast(role(roles, 'accent-text'), surface)).toBeGreaterThanOrEqual(7);
      }),
    );
  });

  test('text in it reaches 4.5:1 and lines in it 3:1 on every surface', () => {
    fc.assert(
      fc.property(colours, schemes, (accent, scheme) => {
        const roles = accentRoles(accent, scheme);
        for (const surface of [...SURFACES[scheme].map((text) => parseColour(text)!), role(roles, 'accent-soft')]) {
          expect(contrast(role(roles, 'accent-text'), surface)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(role(roles, 'accent-line'), surface)).toBeGreaterThanOrEqual(3);
        }
      }),
    );
  });
});

test("whatever colour the order's side gets, its texts reach 4.5:1", () => {
  fc.assert(
    fc.property(colours, schemes, (picked, scheme) => {
      const roles = sideRoles(picked, scheme);
      expect(contrast(role(roles, 'side-ink'), role(roles, 'side'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(role(roles, 'side-muted'), role(roles, 'side'))).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test('an accent that reads well already is left as it was picked', () => {
  expect(formatColour(role(accentRoles(parseColour('#1f4fd8')!, 'light'), 'accent-text'))).toBe('#1f4fd8');
});

test('contrast is as WCAG defines it', () => {
  expect(contrast(parseColour('#000000')!, parseColour('#ffffff')!)).toBeCloseTo(21);
  expect(contrast(parseColour('#767676')!, parseColour('#ffffff')!)).toBeCloseTo(4.54, 2);
});

test('what is no colour makes no rule, so nothing can be written into the stylesheet', () => {
  expect(brandCss({ accent: '#fff}body{display:none' })).toBe('');
  expect(brandCss({ accent: null, background: 'red' })).toBe('');
});

test('the surfaces that colours are derived for are those of the tokens', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../tokens.css'), 'utf8');
  const [light = '', dark = ''] = tokens.split('@media (prefers-color-scheme: dark)');
  for (const surface of SURFACES.light) expect(light).toContain(`: ${surface};`);
  for (const surface of SURFACES.dark) expect(dark).toContain(`: ${surface};`);
});
