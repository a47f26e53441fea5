import { expect, it } from 'vitest';
import { renderingOf, type SharedView, withMembers } from './rendering.ts';

const transfer = (state: SharedView['transfers'][number]['state']) =>
  ({ hash: '0x01', state }) as SharedView['transfers'][number];
const viewAt = (serverTime: string, transfers: SharedView['transfers'] = []) =>
  ({ locale: 'en', serverTime, transfers, waitingFor: ['"serverTime":"", and csrfToken'] }) as unknown as SharedView;

it('marks two views alike that differ in the clock alone', () => {
  const [noon, later] = [viewAt('2026-01-01T12:00:00.000Z'), viewAt('2026-01-01T12:00:01.000Z')];
  expect(renderingOf(noon).mark).toBe(renderingOf(later).mark);
  expect(renderingOf(noon).view).not.toBe(renderingOf(later).view);
  expect(renderingOf(viewAt('2026-01-01T12:00:00.000Z', [transfer('seen')])).mark).not.toBe(renderingOf(noon).mark);
});

it('becomes a visitor’s own by their token', () => {
  const view = viewAt('2026-01-01T12:00:00.000Z', [transfer('confirmed')]);
  const own = withMembers(renderingOf(view).view, { csrfToken: 'it’s "mine"' });
  expect(JSON.parse(own)).toEqual({ ...view, csrfToken: 'it’s "mine"' });
});

it('counts while one of the transfers is being confirmed', () => {
  const isCounting = (...states: readonly SharedView['transfers'][number]['state'][]) =>
    renderingOf(viewAt('2026-01-01T12:00:00.000Z', states.map(transfer))).isCounting;
  expect(isCounting('confirmed', 'confirming')).toBe(true);
  expect(isCounting('seen', 'confirmed', 'unexpected')).toBe(false);
  expect(isCounting()).toBe(false);
});
