const DEFAULT_PER_PAGE = 30
const MAX_PER_PAGE = 100

export interface Page<T> {
  readonly items: readonly T[]
  /** The Link header; undefined if this is the only page. */
  readonly link: string | undefined
}

/**
 * One page of a list.
 * @param query `per_page` (defaults to 30, at most 100) and `page` (defaults to 1); invalid numbers are ignored
 * @param url the URL of the list, without its query; the links keep the other query parameters
 */
export function pageOf<T>(all: readonly T[], query: URLSearchParams, url: string): Page<T> {
  const perPage = Math.min(positive(query.get('per_page')) ?? DEFAULT_PER_PAGE, MAX_PER_PAGE)
  const page = positive(query.get('page')) ?? 1
  const last = Math.max(1, Math.ceil(all.length / perPage))
  const items = all.slice((page - 1) * perPage, page * perPage)
  const to = (number: number, rel: string) => {
    const linked = new URLSearchParams(query)
    linked.set('page', String(number))
    return `<${url}?${linked.toString()}>; rel="${rel}"`
  }
  // in GitHub's own order
  const links = [
    ...(page > 1 ? [to(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : [])
  ]
  return { items, link: links.length === 0 ? undefined : links.join(', ') }
}

function positive(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}
