/**
 * When the books are looked at: at any moment, also in the middle of a run; when everything rests on the tip; when all is
 * over, every deadline long past, and everyone was told.
 */
export type Moment = 'any' | 'rest' | 'end';
