import { fromPublicId } from '../../../core/identity/public-id.ts';
import { ApiError } from '../../errors.ts';

/** The UUID of `clock_…`; anything else is a clock that does not exist. */
export function testClockUuid(id: string, param?: string): string {
  const uuid = fromPublicId('testClock', id);
  if (uuid === undefined) throw new ApiError('test_clock_not_found', param === undefined ? {} : { param });
  return uuid;
}
