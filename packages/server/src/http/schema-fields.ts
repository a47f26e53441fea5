import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** Of a request, what says which fields its route takes. */
export type Routed = { readonly routeOptions?: Pick<FastifyRequest['routeOptions'], 'schema'> };

type Part = 'querystring' | 'body';

/** The names of the fields that the route takes in this part of a request; empty where its schema is no plain object. */
export function knownFields(request: Routed | undefined, part: Part): readonly string[] {
  return Object.keys(shapeOf(request, part));
}

/** Those of them that a request cannot be without. */
export function requiredFields(request: Routed | undefined, part: Part): readonly string[] {
  return Object.entries(shapeOf(request, part))
    .filter(([, field]) => !z.safeParse(field, undefined).success)
    .map(([name]) => name);
}

function shapeOf(request: Routed | undefined, part: Part): z.core.$ZodShape {
  const schema = request?.routeOptions?.schema?.[part];
  return schema instanceof z.ZodObject ? schema.shape : {};
}

/** That a list or a route has no such query parameter, and which it has: a filter is not always called as the field is. */
export function describeUnknownQuery(param: string, known: readonly string[]): string {
  const rest = known.length === 0 ? '' : ` It knows ${known.map((name) => `\`${name}\``).join(', ')}.`;
  return `This route knows no query parameter \`${param}\`.${rest}`;
}
