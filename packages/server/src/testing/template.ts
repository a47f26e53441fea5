/** The migrated database that each test file's is a copy of. */
export const TEMPLATE = 'opentill_template';
