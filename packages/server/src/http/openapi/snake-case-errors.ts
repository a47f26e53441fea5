import { ERROR_SCHEMA, RESPONSES } from './shared-parts.ts';

/** The name of an answer's form in the APIs whose words are in snake_case. */
export const inSnakeCase = (name: string): string => `SnakeCase${name}`;

const { requestId, ...shared } = ERROR_SCHEMA.properties.error.properties;

/** The standard envelope with `request_id`. */
export const SNAKE_CASE_ERROR_SCHEMA = {
  ...ERROR_SCHEMA,
  properties: {
    error: {
      ...ERROR_SCHEMA.properties.error,
      required: ['type', 'code', 'message', 'request_id'],
      properties: { ...shared, request_id: requestId },
    },
  },
} as const;

/** The same answers as everywhere, in that envelope. */
export const SNAKE_CASE_RESPONSES = Object.fromEntries(
  Object.entries(RESPONSES).map(([name, response]) => {
    const { requestId: request_id, ...error } = response.content['application/json'].example.error;
    const content = {
      'application/json': {
        schema: { $ref: `#/components/schemas/${inSnakeCase('Error')}` },
        example: { error: { ...error, ...(error.param && { param: 'currency' }), request_id } },
      },
    };
    return [inSnakeCase(name), { ...response, content }];
  }),
);
