import { z } from 'zod';

/** What a DELETE answers: gone, or archived because something still names it. */
export const removedObject = <const Name extends string>(id: string, name: Name) =>
  z
    .object({
      id: z.string(),
      object: z.literal(name),
      deleted: z.boolean().meta({ description: 'It is gone.' }),
      archived: z.boolean().meta({ description: 'Something still names it: it was archived and can be read.' }),
    })
    .meta({ id });

export const presentRemoved = <const Name extends string>(id: string, object: Name, archived: boolean) => ({
  id,
  object,
  deleted: !archived,
  archived,
});
