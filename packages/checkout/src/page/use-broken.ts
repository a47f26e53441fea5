import { useEffect, useRef, useState } from 'preact/hooks';

/** Whether a picture did not load, with what its element must be given to find out. */
export function useBroken(): {
  readonly broken: boolean;
  readonly image: { readonly ref: { current: HTMLImageElement | null }; readonly onError: () => void };
} {
  const [broken, setBroken] = useState(false);
  const ref = useRef<HTMLImageElement>(null);
  // It may have failed before the page came alive.
  useEffect(() => {
    if (ref.current?.complete && ref.current.naturalWidth === 0) setBroken(true);
  }, []);
  return { broken, image: { ref, onError: () => setBroken(true) } };
}
