import { BOOKING } from './booking.ts';
import { BOOKKEEPING } from './bookkeeping.ts';
import { CREDITING } from './crediting.ts';
import type { Mutant } from './mutant.ts';
import { READING } from './reading.ts';
import { REFUNDING } from './refunding.ts';
import { TELLING } from './telling.ts';

export const MUTANTS: readonly Mutant[] = [
  ...READING,
  ...CREDITING,
  ...BOOKING,
  ...BOOKKEEPING,
  ...REFUNDING,
  ...TELLING,
];
