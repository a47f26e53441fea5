import { useEffect, useRef } from 'preact/hooks';

/**
 * Returns the ref of the element whose top is brought back into view when `news` changes and the customer has scrolled past
 * it: what has happened to their money stands there, and nothing else would tell them. In a frame it is the page around that
 * has scrolled: `attend` asks it.
 */
export function useNewsInView(
  news: string,
  attend: (element: Element | null) => void,
): { current: HTMLDivElement | null } {
  const element = useRef<HTMLDivElement>(null);
  const known = useRef(news);
  useEffect(() => {
    if (known.current === news) return;
    known.current = news;
    const top = element.current?.getBoundingClientRect().top ?? 0;
    if (top < 0) element.current?.scrollIntoView({ block: 'start' });
    attend(element.current);
  }, [news, attend]);
  return element;
}
