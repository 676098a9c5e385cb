/** What a reader of a page sees of the text of its markdown: spans and references are gone. */
export function textOf(markdown: string): string {
  return markdown
    .replace(/<\/?[a-z][^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
