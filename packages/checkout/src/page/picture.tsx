import { safeImage } from './safe-url.ts';
import { useBroken } from './use-broken.ts';

interface Props {
  readonly url: string | null;
  readonly class: string;
  readonly size: number;
}

/**
 * A picture of the merchant's, on a neutral tile. Where it does not load the tile stays, with a sign of its own: with JavaScript
 * the picture is taken away, without it the style sheet covers what the browser draws in its place.
 */
export function Picture({ url, class: name, size }: Props) {
  const src = safeImage(url);
  const { broken, image } = useBroken();
  if (!src) return null;
  return (
    <span class={`picture ${name}`}>
      {!broken && <img {...image} src={src} alt="" width={size} height={size} loading="lazy" />}
    </span>
  );
}
