// Addresses that alerts bring along. One that is http or https becomes a link that says where it leads; everything else
// stays inert text. Nothing from outside decides how a link is called.
import { clip, code, inertLine } from './text.js';

/** Longer addresses are no use on a card. */
const longest = 1_000;
/** A name or an address with its port; `URL` also takes hosts with markup in them. */
const realHost = /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d+)?$/;

/** `<https://host/path|host>`, or the address as inert text where it is not one of the web or hides its host. */
export function webLink(address: string): string {
  const url = parsed(address);
  if (url === null) return inertLine(clip(address, 200)) || '–';
  return `<${escapedUrl(url)}|${inertLine(url.host)}>`;
}

/** A runbook is a section's name (`finance-ppm#restore`) or an address. */
export function runbookLink(runbook: string): string {
  return parsed(runbook) === null ? code(runbook, 200) : webLink(runbook);
}

function parsed(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isWeb || !realHost.test(url.host)) return null;
  // `https://bank.example@evil.example` reads as another host than it leads to.
  if (url.username !== '' || url.password !== '') return null;
  return url.href.length > longest ? null : url;
}

/** What would end Slack's link or start another; the rest is ASCII, as `URL` writes it. */
function escapedUrl(url: URL): string {
  return url.href
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E')
    .replaceAll('|', '%7C')
    .replaceAll('`', '%60')
    .replaceAll('&', '&amp;');
}
