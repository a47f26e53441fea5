export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** What a guide's curl command asks for: -X, -H and -d, with the shell's quotes and `$VARIABLES`. No curl is needed. */
export function curlRequest(command: string, variables: Readonly<Record<string, string>>): CurlRequest {
  const words = shellWords(command.replace(/\$([A-Z]+)/g, (_all, name: string) => variables[name]!));
  const options: Record<string, string[]> = {};
  let url = '';
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at]!;
    if (/^-[XHd]$/.test(word)) options[word] = [...(options[word] ?? []), words[++at]!];
    else url = word;
  }
  const headers = (options['-H'] ?? []).map((header) => header.split(': ') as [string, string]);
  const payload = options['-d']?.[0];
  return {
    method: options['-X']?.[0] ?? (payload === undefined ? 'GET' : 'POST'),
    url,
    headers: Object.fromEntries(headers),
    ...(payload !== undefined && { payload }),
  };
}

function shellWords(command: string): string[] {
  const words = command.replaceAll('\\\n', ' ').match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_all, single, double) => single ?? double));
}
