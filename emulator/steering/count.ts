/** An expected number of occurrences: `1`, `>= 2`, `< 3`. */
export interface Count {
  readonly operator: '=' | '>=' | '<=' | '>' | '<'
  readonly number: number
}

export const COUNT = /^(>=|<=|>|<|=)?\s*(\d{1,9})$/
export const COUNT_FORM = 'a number, optionally preceded by >=, <=, > or <'

export function countOf(text: string): Count {
  const [, operator = '=', number = '0'] = COUNT.exec(text.trim()) ?? []
  return { operator: operator as Count['operator'], number: Number(number) }
}

export function isMet({ operator, number }: Count, found: number): boolean {
  switch (operator) {
    case '=':
      return found === number
    case '>=':
      return found >= number
    case '<=':
      return found <= number
    case '>':
      return found > number
    case '<':
      return found < number
  }
}

export function showCount({ operator, number }: Count): string {
  return operator === '=' ? String(number) : `${operator} ${number}`
}
