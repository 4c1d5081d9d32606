// The small pieces Block Kit is made of (text, images, options, confirm dialogs), with Slack's limits.
// Objects are strict: Slack refuses a property that it does not know.
import { z } from 'zod';

/** Slack counts characters as UTF-16 code units, as JavaScript does. */
export const string = (max: number, min = 1) => z.string().min(min).max(max);

/** Ids that an app may choose: at most 255 characters. */
export const id = string(255);
export const blockId = id.exactOptional();

export const plainText = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: string(max),
    emoji: z.boolean().optional(),
  });

export const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: string(max),
    verbatim: z.boolean().optional(),
  });

export const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);

/** Buttons also open other schemes, such as mailto. */
export const linkUrl = string(3000).regex(/^[a-z][a-z0-9+.-]*:/i, 'must be a valid URL');
export const httpUrl = string(3000).regex(/^https?:\/\/\S+$/, 'must be a valid URL');

const slackFile = z.union([z.strictObject({ id: z.string() }), z.strictObject({ url: httpUrl })]);

/** Says which of the two image sources is there; exactly one must be. */
export function oneImageSource(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}
export const imageSourceMessage = 'must define either `image_url` or `slack_file`';

export const imageFields = {
  alt_text: string(2000),
  image_url: httpUrl.optional(),
  slack_file: slackFile.optional(),
};

export const imageElement = z
  .strictObject({ type: z.literal('image'), ...imageFields })
  .refine(oneImageSource, imageSourceMessage);

export const style = z.enum(['primary', 'danger']).optional();

export const confirm = z
  .strictObject({
    title: plainText(100),
    text: anyText(300),
    confirm: plainText(30),
    deny: plainText(30),
    style,
  })
  .optional();

export const option = z.strictObject({
  text: plainText(75),
  value: string(75),
  description: plainText(75).optional(),
});

/** Check boxes and radio buttons also take mrkdwn. */
export const markedOption = z.strictObject({
  text: anyText(75),
  value: string(75),
  description: anyText(75).optional(),
});

export const overflowOption = option.extend({ url: linkUrl.optional() });

export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(option).min(1).max(100),
});
