// Slack's limits of the blocks that hold data: tables and charts.
import { z } from 'zod';

const tableText = 10_000;

const cell = z.discriminatedUnion('type', [
  z.object({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.object({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
]);
const rows = (min: number, max: number) =>
  z
    .array(z.array(cell).min(1).max(20))
    .min(min)
    .max(max)
    .refine((all) => all.every((row) => row.length === all[0]?.length), {
      error: 'rows of different lengths',
    })
    .refine((all) => all.flat().reduce((sum, { text }) => sum + text.length, 0) <= tableText, {
      error: `over ${tableText} characters in all cells`,
    });

export const table = z.object({
  type: z.literal('table'),
  block_id: z.string().max(255).optional(),
  rows: rows(1, 100),
  column_settings: z
    .array(z.object({ align: z.enum(['left', 'center', 'right']).optional() }))
    .max(20)
    .optional(),
});

/** A header and 1 to 100 rows. */
export const dataTable = z.object({
  type: z.literal('data_table'),
  block_id: z.string().max(255).optional(),
  caption: z.string().min(1),
  rows: rows(2, 101),
  page_size: z.int().min(1).max(100).optional(),
});

const label = z.string().min(1).max(20);
const plotted = <Type extends string>(type: Type) =>
  z
    .object({
      type: z.literal(type),
      series: z
        .array(
          z.object({
            name: label,
            data: z
              .array(z.object({ label, value: z.number() }))
              .min(1)
              .max(20),
          }),
        )
        .min(1)
        .max(6),
      axis_config: z.object({ categories: z.array(label).min(1).max(20) }),
    })
    .refine((drawn) => unique(drawn.series.map((series) => series.name)), {
      error: 'series of the same name',
    })
    .refine((drawn) => unique(drawn.axis_config.categories), { error: 'a category is there twice' })
    .refine(
      ({ series, axis_config: { categories } }) =>
        series.every(
          ({ data }) =>
            data.length === categories.length &&
            data.every((point, place) => point.label === categories[place]),
        ),
      { error: 'not one point for each category' },
    );

export const chart = z.object({
  type: z.literal('data_visualization'),
  block_id: z.string().max(255).optional(),
  title: z.string().min(1).max(50),
  chart: z.discriminatedUnion('type', [
    plotted('line'),
    plotted('bar'),
    plotted('area'),
    z.object({
      type: z.literal('pie'),
      segments: z
        .array(z.object({ label, value: z.number().positive() }))
        .min(1)
        .max(6),
    }),
  ]),
});

function unique(names: string[]): boolean {
  return new Set(names).size === names.length;
}
