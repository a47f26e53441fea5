import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { applyEdit, type Edit, type Mutant } from './mutant.ts';

const ROOT = fileURLToPath(new URL('../../packages/server/src/', import.meta.url));

/**
 * From now on the server's modules load as the mutant has them; the files stay as they are. Returns what must be asked when
 * all is loaded: which edits were never met, since a file that nobody imports is not mutated at all.
 */
export function loadAs(mutant: Mutant): () => readonly Edit[] {
  const unmet = new Set(mutant.edits);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const edits = mutant.edits.filter(
        ({ file }) => url.startsWith('file:') && fileURLToPath(url) === `${ROOT}${file}`,
      );
      if (edits.length === 0) return loaded;
      let source = String(loaded.source);
      for (const edit of edits) {
        source = applyEdit(source, edit);
        unmet.delete(edit);
      }
      return { ...loaded, source };
    },
  });
  return () => [...unmet];
}
