import { useEffect, useRef, useState } from 'preact/hooks';
import { safeImage } from './safe-url.ts';

interface Props {
  readonly url: string | null;
  readonly class: string;
  readonly size: number;
}

/**
 * A picture of the merchant's, on a neutral tile. Where it does not load the tile stays: with JavaScript the picture is taken
 * away, without it the style sheet covers what the browser draws in its place.
 */
export function Picture({ url, class: name, size }: Props) {
  const image = safeImage(url);
  const [broken, setBroken] = useState(false);
  const element = useRef<HTMLImageElement>(null);
  // It may have failed before the page came alive.
  useEffect(() => {
    const shown = element.current;
    if (shown?.complete && shown.naturalWidth === 0) setBroken(true);
  }, []);
  if (!image) return null;
  return (
    <span class={`picture ${name}`}>
      {!broken && (
        <img
          ref={element}
          src={image}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          onError={() => setBroken(true)}
        />
      )}
    </span>
  );
}
