import { safeImage } from './safe-url.ts';

/** Who is paid: logo, or a letter in its place, and name. */
export function MerchantMark({ name, logoUrl }: { readonly name: string; readonly logoUrl: string | null }) {
  const logo = safeImage(logoUrl);
  return (
    <>
      {logo ? (
        <img class="merchant-logo" src={logo} alt="" width="36" height="36" />
      ) : (
        <span class="merchant-logo monogram" aria-hidden="true">
          {[...name.trim()][0]?.toUpperCase()}
        </span>
      )}
      <bdi class="merchant-name">{name}</bdi>
    </>
  );
}
