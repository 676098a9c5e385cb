/** The visible text of markdown, without tags and with character references resolved. */
export function textOf(markdown: string): string {
  return markdown
    .replace(/<\/?[a-z][^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
