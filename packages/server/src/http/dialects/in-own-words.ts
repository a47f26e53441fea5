import { ApiError } from '../errors.ts';

/** The canonical API's field names, each with this dialect's own. */
export type FieldNames = Readonly<Record<string, string>>;

/** Does the work; an error that names a canonical field names this dialect's instead. */
export async function inOwnWords<T>(names: FieldNames, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const own = error instanceof ApiError && error.param !== undefined ? names[error.param] : undefined;
    if (own === undefined) throw error;
    const { code, message, retryAfterSeconds } = error as ApiError;
    throw new ApiError(code, {
      message,
      param: own,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
}
