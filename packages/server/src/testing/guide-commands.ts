import type { CallResult, TestApi } from './test-api.ts';

export interface GuideCommand {
  readonly text: string;
  /** As the comment after the command says; without a devnet where it tells the two apart. */
  readonly status: number;
}

/** Every `curl …` of a guide with the status in the comment below it. */
export function commandsOf(guide: string): readonly GuideCommand[] {
  return [...guide.matchAll(/^(curl [\s\S]*?)\n# (\d+)(?: with a devnet, (\d+) without)?$/gm)].map(
    ([, text, status, withoutDevnet]) => ({ text: text!, status: Number(withoutDevnet ?? status) }),
  );
}

/** Runs a guide's curl command: -X, -H, -d and -G, with the shell's quotes and variables. */
export async function runCommand(
  api: TestApi,
  command: string,
  variables: Readonly<Record<string, string>>,
): Promise<CallResult> {
  const plain = command.replaceAll('$(date +%s)', '1767225600');
  const words = shellWords(plain.replace(/\$([A-Z]+)/g, (all, name) => variables[name] ?? all));
  const options: Record<string, string[]> = {};
  let url = '';
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at]!;
    if (word === '-G') options['-G'] = [];
    else if (/^-[XHd]$/.test(word)) {
      at += 1;
      options[word] = [...(options[word] ?? []), words[at]!];
    } else url = word;
  }
  const query = options['-G'] && (options['-d'] ?? []).map((pair) => encodeURI(pair)).join('&');
  const headers = (options['-H'] ?? []).map((header) => header.split(': ') as [string, string]);
  const method = (options['-X']?.[0] ?? 'GET') as 'GET' | 'POST';
  const payload = query === undefined ? options['-d']?.[0] : undefined;
  return api.call(method, query === undefined ? url : `${url}?${query}`, {
    key: null,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    ...(payload !== undefined && { raw: { payload } }),
  });
}

function shellWords(command: string): string[] {
  const words = command.replaceAll('\\\n', ' ').match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_all, single, double) => single ?? double));
}
