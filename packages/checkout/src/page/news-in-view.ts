import { useEffect, useRef } from 'preact/hooks';

/**
 * Returns the ref of the element whose top is brought back into view when `news` changes and the customer has scrolled past
 * it: what has happened to their money stands there, and nothing else would tell them.
 */
export function useNewsInView(news: string): { current: HTMLDivElement | null } {
  const element = useRef<HTMLDivElement>(null);
  const known = useRef(news);
  useEffect(() => {
    if (known.current === news) return;
    known.current = news;
    const top = element.current?.getBoundingClientRect().top ?? 0;
    if (top < 0) element.current?.scrollIntoView({ block: 'start' });
  }, [news]);
  return element;
}
