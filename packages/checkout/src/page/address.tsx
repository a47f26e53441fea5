/** A part of an address: `strong` where it is among the first or last six characters. */
export interface AddressPart {
  readonly text: string;
  readonly strong: boolean;
}

const GROUP = 4;
const EMPHASISED = 6;

/**
 * Splits an address into groups of four characters (an `0x` in front stands alone), each into parts that are emphasised or
 * not. Joined, the parts are the address. The ends are what people compare, and what look-alike addresses imitate.
 */
export function addressGroups(address: string): readonly (readonly AddressPart[])[] {
  const prefix = address.startsWith('0x') ? 2 : 0;
  const starts = prefix ? [0] : [];
  for (let at = prefix; at < address.length; at += GROUP) starts.push(at);
  return starts.map((start, index) => partsOf(address, start, starts[index + 1] ?? address.length));
}

function partsOf(address: string, start: number, end: number): AddressPart[] {
  const cuts = [start, EMPHASISED, address.length - EMPHASISED, end].filter((cut) => cut >= start && cut <= end);
  const sorted = [...new Set(cuts)].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, index) => ({
    text: address.slice(from, sorted[index + 1]),
    strong: from < EMPHASISED || from >= address.length - EMPHASISED,
  }));
}

/** Shown in groups without a character between them: selecting and copying by hand yields the plain address. */
export function Address({ value }: { value: string }) {
  return (
    <p class="address mono copyable" dir="ltr">
      {addressGroups(value).map((parts, index) => (
        // A group is its position.
        <span class="address-group" key={index}>
          {parts.map((part) => (part.strong ? <b key={part.text}>{part.text}</b> : part.text))}
        </span>
      ))}
    </p>
  );
}
