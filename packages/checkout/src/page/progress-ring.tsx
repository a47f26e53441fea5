import { usePage } from './context.ts';

const RADIUS = 52;
const ROUND = 2 * Math.PI * RADIUS;
const GAP = 6;

/** Confirmations as a ring of `m` segments, `n` of them filled; beyond twelve as one arc. */
export function ProgressRing({ n, m }: { n: number; m: number }) {
  const { t } = usePage();
  const segments = m <= 12 ? m : 1;
  const length = segments === 1 ? ROUND : ROUND / segments - GAP;
  const filled = segments === 1 ? [ROUND * (n / m)] : Array.from({ length: n }, () => length);
  return (
    <div class="ring">
      <svg viewBox="0 0 120 120" width="120" height="120" aria-hidden="true" focusable="false">
        {Array.from({ length: segments }, (_, index) => (
          <Arc key={`track-${index}`} kind="ring-track" index={index} of={segments} length={length} />
        ))}
        {filled.map((part, index) => (
          <Arc key={`fill-${index}`} kind="ring-fill" index={index} of={segments} length={part} />
        ))}
      </svg>
      <span class="ring-words figure">
        <span>{t.steps.count(n, m)}</span>
      </span>
    </div>
  );
}

function Arc(props: { kind: string; index: number; of: number; length: number }) {
  const turn = -90 + (360 / props.of) * props.index;
  return (
    <circle
      class={props.kind}
      cx="60"
      cy="60"
      r={RADIUS}
      fill="none"
      stroke-dasharray={`${props.length.toFixed(2)} ${(ROUND - props.length).toFixed(2)}`}
      transform={`rotate(${turn} 60 60)`}
    />
  );
}
