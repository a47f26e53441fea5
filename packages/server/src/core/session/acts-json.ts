import type { Act } from './facts.ts';
import { countOf, documentOf, listOf, MalformedDocumentError, textOf, wholeOf } from './json-fields.ts';

type AcceptAct = Extract<Act, { kind: 'accept' }>;

/** An `Act` as JSON: each bigint as decimal text. */
export type ActJson =
  | Exclude<Act, AcceptAct>
  | (Omit<AcceptAct, 'need'> & { readonly need: readonly [string, string] });

/** The JSON value of the `acts` column. */
export function encodeActs(acts: readonly Act[]): readonly ActJson[] {
  return acts.map((act) =>
    act.kind === 'accept' ? { ...act, need: [act.need[0].toString(), act.need[1].toString()] } : act,
  );
}

/** Reads the `acts` column, parsed. Throws `MalformedDocumentError` for anything that `encodeActs` does not write. */
export function decodeActs(value: unknown): readonly Act[] {
  return listOf(value, 'acts').map(decodeAct);
}

function decodeAct(value: unknown): Act {
  const kind = (value as { readonly kind?: unknown } | null)?.kind;
  switch (kind) {
    case 'expire':
      return decodeExpire(value);
    case 'cancel':
    case 'extend':
      return { kind, at: countOf(documentOf(value, 'act', 2), 'at') };
    case 'attach': {
      const act = documentOf(value, 'act', 3);
      return { kind, at: countOf(act, 'at'), transferId: textOf(act, 'transferId') };
    }
    case 'accept': {
      const act = documentOf(value, 'act', 3);
      return { kind, at: countOf(act, 'at'), need: needOf(act['need']) };
    }
    default:
      throw new MalformedDocumentError('stored document: an act must be of a known kind');
  }
}

function decodeExpire(value: unknown): Act {
  const hasGrace = (value as { readonly grace?: unknown }).grace !== undefined;
  const act = documentOf(value, 'act', hasGrace ? 3 : 2);
  const at = countOf(act, 'at');
  if (!hasGrace) return { kind: 'expire', at };
  if (act['grace'] !== 'none') throw new MalformedDocumentError('stored document: grace must be none');
  return { kind: 'expire', at, grace: 'none' };
}

function needOf(value: unknown): readonly [bigint, bigint] {
  const need = listOf(value, 'need');
  if (need.length !== 2) throw new MalformedDocumentError('stored document: need must be two numbers');
  return [wholeOf(need[0], 'need'), wholeOf(need[1], 'need')];
}
