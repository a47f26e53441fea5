import { Check, Copy } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context.ts';

const SHOWN_MS = 2_000;

/** Copies `value` and says so, to the eye and to the ear. Needs JavaScript; without it the text beside it selects whole. */
export function CopyButton(props: { value: string; label: string; done: string; compact?: boolean }) {
  const { t, announce } = usePage();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const ok = await writeClipboard(props.value);
    setCopied(ok);
    announce(ok ? props.done : t.copy.failed);
  };
  return (
    <button
      type="button"
      class={`copy js-only ${props.compact ? 'is-compact' : ''} ${copied ? 'is-done' : ''}`}
      aria-label={props.label}
      onClick={copy}
    >
      {copied ? <Check size={props.compact ? 14 : 18} /> : <Copy size={props.compact ? 14 : 18} />}
      {!props.compact && (
        <span class="copy-words" aria-hidden="true">
          <span class={copied ? 'is-hidden' : ''}>{t.copy.copy}</span>
          <span class={copied ? '' : 'is-hidden'}>{t.copy.done}</span>
        </span>
      )}
    </button>
  );
}

/** The clipboard API needs a secure context; a shop that is tried out over plain HTTP gets the older way. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('readonly', '');
    field.className = 'sr-only';
    document.body.append(field);
    field.select();
    const ok = document.execCommand('copy');
    field.remove();
    return ok;
  }
}
