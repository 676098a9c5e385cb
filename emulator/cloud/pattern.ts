/**
 * Compiles a pattern in which `*` matches any text. Not a regular expression, which would backtrack exponentially with
 * many stars.
 * @returns whether a text matches
 */
export function starMatcher(pattern: string): (text: string) => boolean {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return text => text === pattern
  const parts = others.filter(part => part !== '')
  const minLength = parts.reduce((sum, part) => sum + part.length, first.length + last.length)
  return text => {
    // reject early if the pattern is longer than the text, however many parts it has
    if (text.length < minLength || !text.startsWith(first) || !text.endsWith(last)) return false
    let from = first.length
    for (const part of parts) {
      const found = text.indexOf(part, from)
      if (found < 0) return false
      from = found + part.length
    }
    return from <= text.length - last.length
  }
}

/** Whether a text matches a pattern in which `*` matches any text and `?` one character. */
export function matchesWildcards(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  for (let position = 0; position < text.length;) {
    const char = pattern[at]
    if (char === '*') {
      star = at++
      resume = position
    } else if (char !== undefined && (char === '?' || char === text[position])) {
      at++
      position++
    } else if (star >= 0) {
      // let the last star match one more character
      at = star + 1
      position = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
