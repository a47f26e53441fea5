import type { Store } from '../store/database.ts';
import type { SecretBox } from '../store/secret-box.ts';
import type { Runtime } from './runtime.ts';

export interface EraseDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
}
