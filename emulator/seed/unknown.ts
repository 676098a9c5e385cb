const MOST_SHOWN = 20

/** `names API "x", which does not exist; must be one of …` */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  return `names ${what} "${name}", which does not exist; ${oneOf([...new Set(known)])}`
}

/** `names the stage x, in which orders has no definition; must be one of …` */
export function unknownStage(stage: string, backendName: string, known: readonly string[]): string {
  return `names the stage ${stage}, in which ${backendName} has no definition; ${oneOf(known)}`
}

function oneOf(known: readonly string[]): string {
  // what could not be read has no name
  const named = known.filter(name => name !== '')
  return named.length === 0 ? 'there is none' : `must be one of ${named.slice(0, MOST_SHOWN).join(', ')}`
}
