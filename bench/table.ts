/** The measurements of a section. */
export interface Table {
  readonly title: string
  readonly rows: readonly Readonly<Record<string, string | number | null>>[]
  readonly notes: readonly string[]
}

/** A text table: text aligned to the left, numbers to the right. */
export function printed({ title, rows, notes }: Table): string {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const columns = names.map(name => {
    const cells = [name, ...rows.map(row => cellOf(row[name]))]
    const width = Math.max(...cells.map(({ length }) => length))
    const isText = rows.some(row => typeof row[name] === 'string')
    return cells.map(cell => (isText ? cell.padEnd(width) : cell.padStart(width)))
  })
  const lines = [-1, ...rows.keys()].map(row =>
    columns
      .map(cells => cells[row + 1])
      .join('  ')
      .trimEnd()
  )
  return [title, '', ...lines, ...(notes.length > 0 ? ['', ...notes] : []), ''].join('\n')
}

function cellOf(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '-'
  return String(value)
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits))
}
