/** Every relative link of every Markdown file leads to a file that is there and, where it names one, to a heading in it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const FENCED = /^(```|~~~)[\s\S]*?^\1/gm;
const LINK = /\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g;

const files = execFileSync('git', ['ls-files', '-z', '*.md'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(file));
const prose = (file: string) => readFileSync(file, 'utf8').replace(FENCED, '');

/** As GitHub makes them: small letters, no punctuation, hyphens for blanks, a number behind a repeated one. */
function anchorsOf(file: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading] of prose(file).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const anchor = heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

function flawOf(file: string, link: string): string | undefined {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) return undefined;
  const [path = '', anchor] = decodeURIComponent(link).split('#');
  const target = path === '' ? file : normalize(join(dirname(file), path));
  if (!existsSync(target)) return `${file}: ${link} leads to nothing`;
  if (anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor)) return undefined;
  return `${file}: ${link} names no heading`;
}

const flaws = files.flatMap((file) =>
  [...prose(file).matchAll(LINK)].map(([, link]) => flawOf(file, link!)).filter((flaw) => flaw !== undefined),
);
for (const flaw of flaws) console.error(flaw);
process.exitCode = flaws.length === 0 ? 0 : 1;
