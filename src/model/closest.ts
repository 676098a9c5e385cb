/** The name that was probably meant: the nearest by edits, if it is near at all. */
export function closest(name: string, names: readonly string[]): string | undefined {
  return closestOf(name, names)[0]
}

/** The names that were probably meant, the nearest first; at most three. */
export function closestOf(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase()
  return names
    .map(candidate => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate: { length }, distance }) => distance < length && distance <= Math.ceil(length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** A prefix is near; otherwise the edits (Levenshtein) that turn one into the other. */
function distanceOf(a: string, b: string): number {
  if (a.length > 2 && b.startsWith(a)) return 1
  if (Math.abs(a.length - b.length) > b.length / 2) return Infinity
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
