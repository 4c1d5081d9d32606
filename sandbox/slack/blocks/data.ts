// The blocks that hold data: table, data_table, data_visualization.
import { z } from 'zod';
import { blockId, string } from './parts.js';
import { richText } from './rich-text.js';

const rawText = z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) });
const rawNumber = z.strictObject({
  type: z.literal('raw_number'),
  value: z.number(),
  text: z.string().min(1),
});
const cell = z.discriminatedUnion('type', [rawText, rawNumber, richText]);
const row = z.array(cell).min(1).max(20);

export const table = z.strictObject({
  type: z.literal('table'),
  block_id: blockId,
  rows: z.array(row).min(1).max(100),
  column_settings: z
    .array(
      // null leaves a column as it is.
      z
        .strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(20)
    .optional(),
});

export const dataTable = z
  .strictObject({
    type: z.literal('data_table'),
    block_id: blockId,
    caption: z.string().min(1),
    // A header and 1 to 100 rows.
    rows: z.array(row).min(2).max(101),
    page_size: z.int().min(1).max(100).optional(),
    row_header_column_index: z.int().min(0).optional(),
  })
  .superRefine(({ rows, row_header_column_index: rowHeader }, context) => {
    const width = rows[0]?.length ?? 0;
    rows.forEach((cells, index) => {
      if (cells.length !== width)
        context.addIssue({
          code: 'custom',
          path: ['rows', index],
          message: 'all rows must have the same number of cells',
        });
    });
    rows[0]?.forEach((header, index) => {
      if (header.type === 'rich_text')
        context.addIssue({
          code: 'custom',
          path: ['rows', 0, index],
          message: 'rich_text is not allowed in header cells',
        });
    });
    if (rowHeader !== undefined && rowHeader >= width)
      context.addIssue({
        code: 'custom',
        path: ['row_header_column_index'],
        message: `must be less than ${width}`,
      });
  });

const chartLabel = string(20);
const series = z.strictObject({
  name: chartLabel,
  data: z
    .array(z.strictObject({ label: chartLabel, value: z.number() }))
    .min(1)
    .max(20),
});

const cartesian = <Type extends string>(type: Type) =>
  z
    .strictObject({
      type: z.literal(type),
      series: z.array(series).min(1).max(6),
      axis_config: z.strictObject({
        categories: z.array(chartLabel).min(1).max(20),
        x_label: string(50).optional(),
        y_label: string(50).optional(),
      }),
    })
    .superRefine((chart, context) => {
      const { categories } = chart.axis_config;
      if (new Set(categories).size !== categories.length)
        context.addIssue({
          code: 'custom',
          path: ['axis_config', 'categories'],
          message: 'categories must be unique',
        });
      const names = new Set<string>();
      chart.series.forEach(({ name, data }, index) => {
        if (names.has(name))
          context.addIssue({
            code: 'custom',
            path: ['series', index, 'name'],
            message: 'series names must be unique',
          });
        names.add(name);
        const labels = data.map((point) => point.label);
        const onePerCategory =
          labels.length === categories.length &&
          categories.every((category) => labels.includes(category));
        if (!onePerCategory)
          context.addIssue({
            code: 'custom',
            path: ['series', index, 'data'],
            message: 'must have exactly one data point for each category',
          });
      });
    });

const pie = z.strictObject({
  type: z.literal('pie'),
  segments: z
    .array(z.strictObject({ label: chartLabel, value: z.number().positive() }))
    .min(1)
    .max(6),
});

export const dataVisualization = z.strictObject({
  type: z.literal('data_visualization'),
  block_id: blockId,
  title: string(50),
  chart: z.discriminatedUnion('type', [
    cartesian('line'),
    cartesian('bar'),
    cartesian('area'),
    pie,
  ]),
});
