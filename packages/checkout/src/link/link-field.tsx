import type { JSX } from 'preact';
import type { LinkMessages } from '../messages/page-messages.ts';
import type { LinkFieldView, LinkProblem } from './link-view.ts';

interface Props {
  readonly field: LinkFieldView;
  readonly t: LinkMessages;
  /** The page opens with the cursor in it. */
  readonly isFirstWrong: boolean;
}

/** One entry: label, control, what it must be, and what is wrong with it, all tied together for screen readers. */
export function LinkField({ field, t, isFirstWrong }: Props) {
  const id = `field-${field.name}`;
  const hint = boundsOf(field, t);
  const label = 'key' in field.label ? t.labels[field.label.key] : field.label.text;
  const words = (
    <label class="field-label" for={id}>
      <bdi>{label}</bdi>
      {!field.required && <span class="field-optional">{t.optional}</span>}
    </label>
  );
  return (
    <div class={`field field-${field.type} ${field.problem ? 'is-wrong' : ''}`} data-name={field.name}>
      {field.type !== 'checkbox' && words}
      <Control
        field={field}
        id={id}
        described={describedBy(id, hint, field.problem)}
        t={t}
        isFirstWrong={isFirstWrong}
      />
      {field.type === 'checkbox' && words}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {field.problem && (
        <p class="field-problem" id={`${id}-problem`}>
          {problemText(field.problem, t)}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, hint: string | null, problem: LinkProblem | null): string | undefined {
  const ids = [...(problem ? [`${id}-problem`] : []), ...(hint ? [`${id}-hint`] : [])];
  return ids.length === 0 ? undefined : ids.join(' ');
}

interface ControlProps extends Props {
  readonly id: string;
  readonly described: string | undefined;
}

function Control({ field, id, described, t, isFirstWrong }: ControlProps) {
  const common = {
    id,
    name: field.name,
    required: field.required,
    autoFocus: isFirstWrong,
    autoComplete: field.autocomplete ?? undefined,
    'aria-describedby': described,
    'aria-invalid': field.problem ? ('true' as const) : undefined,
  };
  if (field.type === 'select') {
    return (
      <select {...common} class="input">
        <option value="">{t.choose}</option>
        {field.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === field.value}>
            {option.text}
          </option>
        ))}
      </select>
    );
  }
  if (field.type === 'checkbox') {
    return <input {...common} class="check-box" type="checkbox" value="yes" checked={field.value === 'yes'} />;
  }
  const input = <input {...common} {...kindOf(field)} class="input" value={field.value} />;
  if (field.type !== 'amount') return input;
  return (
    <div class="input-amount">
      {input}
      <span class="input-unit">{field.currency}</span>
    </div>
  );
}

/** The keyboard that a phone shows, and what a browser may hold the entry to. */
function kindOf(field: LinkFieldView): JSX.HTMLAttributes<HTMLInputElement> & Record<string, unknown> {
  const maxLength = field.maxLength ?? undefined;
  if (field.type === 'amount' || field.type === 'number') return { type: 'text', inputMode: 'decimal', maxLength };
  if (field.type === 'quantity') {
    return { type: 'number', inputMode: 'numeric', min: field.minimum ?? 1, max: field.maximum ?? undefined, step: 1 };
  }
  return { type: field.type, maxLength };
}

function boundsOf({ type, minimum, maximum }: LinkFieldView, t: LinkMessages): string | null {
  if (type !== 'amount' && type !== 'quantity') return null;
  if (minimum !== null && maximum !== null) return t.bounds.between(minimum, maximum);
  if (minimum !== null) return t.bounds.atLeast(minimum);
  return maximum === null ? null : t.bounds.atMost(maximum);
}

function problemText({ code, bound }: LinkProblem, t: LinkMessages): string {
  const words = t.problems[code];
  return typeof words === 'string' ? words : words(bound ?? '');
}
