// How things look in a terminal: its width, and colours only where they are asked for.
import type { Status } from '../core/report.js';

export interface Canvas {
  /** Columns, 40 or more. */
  width: number;
  colour: boolean;
}

export type Ink = 'bold' | 'faint' | 'green' | 'yellow' | 'red' | 'blue';
const codes: Record<Ink, number> = { bold: 1, faint: 2, green: 32, yellow: 33, red: 31, blue: 34 };

/** `text` in a colour or weight; as it is where the canvas has none. */
export function ink(canvas: Canvas, kind: Ink, text: string): string {
  return canvas.colour ? `\u001b[${codes[kind]}m${text}\u001b[0m` : text;
}

const signs: Record<Status, { sign: string; ink: Ink }> = {
  good: { sign: '✔', ink: 'green' },
  warning: { sign: '▲', ink: 'yellow' },
  bad: { sign: '✖', ink: 'red' },
  info: { sign: '•', ink: 'blue' },
};

/** One character for a status; it differs in shape too, for those who see no colours. */
export function signOf(canvas: Canvas, status: Status): string {
  return ink(canvas, signs[status].ink, signs[status].sign);
}

/** A canvas for an output: 80 to 120 columns, and what a pipe needs: no colours. */
export function canvasFor(output: { isTTY?: boolean; columns?: number }, colour: boolean): Canvas {
  return {
    width: Math.min(120, Math.max(80, output.columns ?? 100)),
    colour: colour && output.isTTY === true,
  };
}
