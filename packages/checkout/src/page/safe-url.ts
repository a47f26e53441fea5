/** The address if it is one a link may lead to (`http`, `https` or a path of this site), else null. */
export function safeLink(url: string | null | undefined): string | null {
  if (!url) return null;
  if (/^\/(?![/\\])/.test(url)) return url;
  return /^https?:\/\//i.test(url) ? url : null;
}

/** The address if the content policy lets an image come from there, else null. */
export function safeImage(url: string | null | undefined): string | null {
  if (!url) return null;
  if (/^\/(?![/\\])/.test(url)) return url;
  return /^(https:\/\/|data:image\/)/i.test(url) ? url : null;
}
