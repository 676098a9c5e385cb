const MAX_LISTED = 20

/** `refers to API "x", which does not exist; must be one of …` */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  return `refers to ${what} "${name}", which does not exist; ${oneOf([...new Set(known)])}`
}

/** `refers to stage x, in which orders has no definition; must be one of …` */
export function unknownStage(stage: string, backendName: string, known: readonly string[]): string {
  return `refers to stage ${stage}, in which ${backendName} has no definition; ${oneOf(known)}`
}

function oneOf(known: readonly string[]): string {
  // items that could not be read have no name
  const named = known.filter(name => name !== '')
  return named.length === 0 ? 'none is defined' : `must be one of ${named.slice(0, MAX_LISTED).join(', ')}`
}
