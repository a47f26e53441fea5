/** The fenced blocks of a page that are marked ```` ```sh run ````, in their order. */
export function runnableBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh run\n(.*?)^```$/gms)].map(([, block = '']) => block);
}
