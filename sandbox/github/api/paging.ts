// Pages by number, as every list of GitHub has them. (docs.github.com, "Using pagination in the REST API")

const most = 100;
const usual = 30;

export interface Page<T> {
  items: T[];
  headers: Readonly<Record<string, string>>;
}

/** What is no number counts as not given; more than 100 as 100. */
export function pageOf<T>(all: readonly T[], query: URLSearchParams, url: string): Page<T> {
  const perPage = Math.min(wholeIn(query.get('per_page')) ?? usual, most);
  const page = wholeIn(query.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const to = (at: number, rel: string): string => {
    const asked = new URLSearchParams(query);
    asked.set('page', String(at));
    return `<${url}?${asked.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, 'prev'), to(1, 'first')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
  ];
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}

function wholeIn(text: string | null): number | undefined {
  const value = Number(text ?? '');
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
