import { safeImage } from './safe-url.ts';
import { useBroken } from './use-broken.ts';

/** Who is paid: logo, or a letter where there is none or it does not load, and name. */
export function MerchantMark({ name, logoUrl }: { readonly name: string; readonly logoUrl: string | null }) {
  const logo = safeImage(logoUrl);
  const { broken, image } = useBroken();
  const letter = [...name.trim()][0]?.toUpperCase();
  return (
    <>
      {logo && !broken ? (
        <img {...image} class="merchant-logo" src={logo} alt="" width="36" height="36" data-letter={letter} />
      ) : (
        <span class="merchant-logo monogram" aria-hidden="true">
          {letter}
        </span>
      )}
      <bdi class="merchant-name">{name}</bdi>
    </>
  );
}
