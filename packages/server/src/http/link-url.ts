/** Where the public finds a link: `https://pay.example.com/l/tea-club`. */
export const linkUrl = (publicUrl: string, slug: string): string => `${publicUrl}/l/${slug}`;
