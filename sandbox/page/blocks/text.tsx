// Block Kit's text objects.
import type { ReactNode } from 'react';
import { isRecord, text, type Json } from '../../slack/json.js';
import { withEmoji } from '../mrkdwn/emoji.js';
import { Mrkdwn, PlainText } from '../mrkdwn/mrkdwn.js';

/** A text object drawn; nothing where there is none. */
export function TextObject({ of }: { of: unknown }): ReactNode {
  if (!isRecord(of)) return null;
  const content = text(of.text) ?? '';
  return of.type === 'mrkdwn' ? (
    <Mrkdwn text={content} />
  ) : (
    <PlainText text={content} emoji={of.emoji !== false} />
  );
}

/** A text object as a string, for labels and names. */
export function plainOf(of: unknown): string {
  if (!isRecord(of)) return '';
  const content = text(of.text) ?? '';
  return of.emoji === false ? content : withEmoji(content);
}

export function field(json: Json, name: string): string {
  return text(json[name]) ?? '';
}
