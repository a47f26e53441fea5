/** A coin or a network as we draw it: a disc of its colour with a letter or two. Our own drawings, nobody's trademark. */
interface Drawing {
  readonly colour: string;
  readonly letters: string;
  /** A test network, with a broken ring around it. */
  readonly test?: boolean;
}

const COINS: Readonly<Record<string, Drawing>> = {
  usdc: { colour: '#2775ca', letters: '$' },
  usdt: { colour: '#1a8f6d', letters: 'T' },
  usdt0: { colour: '#1a8f6d', letters: 'T0' },
  eth: { colour: '#5a6fd8', letters: 'E' },
  bnb: { colour: '#b78103', letters: 'B' },
  pol: { colour: '#7b3fe4', letters: 'P' },
  avax: { colour: '#d6393a', letters: 'A' },
};

const CHAINS: Readonly<Record<string, Drawing>> = {
  ethereum: { colour: '#5a6fd8', letters: 'Et' },
  base: { colour: '#0052ff', letters: 'Ba' },
  arbitrum: { colour: '#2d4a6b', letters: 'Ar' },
  optimism: { colour: '#e3102a', letters: 'Op' },
  polygon: { colour: '#7b3fe4', letters: 'Po' },
  bnb: { colour: '#b78103', letters: 'Bn' },
  avalanche: { colour: '#d6393a', letters: 'Av' },
  sepoliatestnet: { colour: '#5a6fd8', letters: 'Et', test: true },
  basesepoliatestnet: { colour: '#0052ff', letters: 'Ba', test: true },
  arbitrumsepoliatestnet: { colour: '#2d4a6b', letters: 'Ar', test: true },
  optimismsepoliatestnet: { colour: '#e3102a', letters: 'Op', test: true },
  polygontestnet: { colour: '#7b3fe4', letters: 'Po', test: true },
  bnbtestnet: { colour: '#b78103', letters: 'Bn', test: true },
  avalanchetestnet: { colour: '#d6393a', letters: 'Av', test: true },
  devnet: { colour: '#5b6472', letters: 'De', test: true },
};

/** For what we do not know: a disc that says nothing. What was asked for is never drawn. */
const UNKNOWN: Drawing = { colour: '#8a929e', letters: '' };

export type LogoKind = 'coins' | 'chains';
const DRAWINGS: Readonly<Record<LogoKind, Readonly<Record<string, Drawing>>>> = { coins: COINS, chains: CHAINS };

function svgOf({ colour, letters, test = false }: Drawing): string {
  const radius = test ? 13 : 16;
  const ring = test
    ? `<circle cx="16" cy="16" r="15" fill="none" stroke="${colour}" stroke-width="1.5" stroke-dasharray="4 3.85"/>`
    : '';
  const size = letters.length > 1 ? 13 : 19;
  const label = `<text x="16" y="16" dy=".36em" fill="#fff" font-family="system-ui,sans-serif" font-size="${size}" font-weight="600" text-anchor="middle">${letters}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32"><circle cx="16" cy="16" r="${radius}" fill="${colour}"/>${ring}${letters === '' ? '' : label}</svg>`;
}

/** The drawing for a symbol or a network's name in small letters, and whether it is one that we know. */
export function logoOf(kind: LogoKind, name: string): { readonly svg: string; readonly known: boolean } {
  const drawing = Object.hasOwn(DRAWINGS[kind], name) ? DRAWINGS[kind][name] : undefined;
  return { svg: svgOf(drawing ?? UNKNOWN), known: drawing !== undefined };
}
