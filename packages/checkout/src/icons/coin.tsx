import { coinLogo, type Logo, networkLogo } from './coins.ts';

/** A coin with its network as a badge. Decorative: the words stand beside it. */
export function Coin({ symbol, network }: { symbol: string; network: string }) {
  return (
    <span class="coin" aria-hidden="true">
      <Disc logo={coinLogo(symbol)} letter={symbol} />
      <span class="coin-badge">
        <Disc logo={networkLogo(network)} letter={network} />
      </span>
    </span>
  );
}

function Disc({ logo, letter }: { logo: Logo | null; letter: string }) {
  return (
    <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="16" fill={logo?.disc ?? '#64748b'} />
      {logo ? (
        <g fill="#fff" transform={logo.transform}>
          {logo.paths.map((path) => (
            <path key={path.d} d={path.d} fill={path.fill} opacity={path.opacity} />
          ))}
        </g>
      ) : (
        <text x="16" y="22" text-anchor="middle" font-size="17" font-weight="600" fill="#fff">
          {letter.slice(0, 1).toUpperCase()}
        </text>
      )}
    </svg>
  );
}
