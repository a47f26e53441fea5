/** A body without the fields that are not there: null is a value, absence is none. */
export type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

export function givenFields<T extends object>(body: T): Given<T> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
}
