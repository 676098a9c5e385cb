/** The name that was probably meant: the one with the smallest edit distance, if it is close enough. */
export function closest(name: string, names: readonly string[]): string | undefined {
  return closestOf(name, names)[0]
}

/** The names that were probably meant, the closest first; at most three. */
export function closestOf(name: string, names: readonly string[]): readonly string[] {
  const lower = name.toLowerCase()
  return names
    .map(candidate => ({ candidate, distance: distanceOf(lower, candidate.toLowerCase()) }))
    .filter(({ candidate: { length }, distance }) => distance < length && distance <= Math.ceil(length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** `; did you mean orders or order?`, to end a message; empty if no name is close. */
export function didYouMean(name: string, names: readonly string[], most = 1): string {
  const near = closestOf(name, names).slice(0, most)
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
}

/** 1 for a prefix; otherwise the edit distance. */
function distanceOf(a: string, b: string): number {
  if (a.length > 2 && b.startsWith(a)) return 1
  return edits(a, b)
}

/** The edit distance (optimal string alignment). `Infinity` if the lengths differ too much for a typo. */
export function edits(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > b.length / 2) return Infinity
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? (before[j - 2] ?? Infinity) + 1 : Infinity
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swapped))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
