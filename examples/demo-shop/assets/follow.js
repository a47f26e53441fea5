/*
 * Looks again while the order can change, and replaces only what has: nothing blinks, and nobody loses their place.
 * Without JavaScript the page reloads itself instead.
 */
const main = document.querySelector('main');

async function look() {
  if (!document.hidden) await replaceWhatChanged().catch(() => undefined);
  const seconds = Number(main.dataset.followSeconds);
  if (seconds > 0) setTimeout(look, seconds * 1000);
}

async function replaceWhatChanged() {
  const response = await fetch(location.href);
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const parts = fresh.querySelectorAll('[data-live]');
  for (const [index, part] of document.querySelectorAll('[data-live]').entries()) {
    const next = parts[index];
    if (!next || next.outerHTML === part.outerHTML) continue;
    // The element itself stays, so that a screen reader hears what is new in it.
    part.className = next.className;
    part.replaceChildren(...next.childNodes);
  }
  document.title = fresh.title;
  main.dataset.followSeconds = fresh.querySelector('main').dataset.followSeconds;
}

setTimeout(look, Number(main.dataset.followSeconds) * 1000);
