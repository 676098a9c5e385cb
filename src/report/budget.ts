import { grouped } from '../runtime/text.ts'

/** How much of each part is shown. */
export interface Budget {
  /** Of each target, APIs that did not fail, and those that did. */
  readonly apis: number
  readonly failedApis: number
  readonly timeline: boolean
  readonly changes: number
  /** Warnings and probes. */
  readonly extras: number
  readonly rollbackStep: boolean
  /** Which of several targets have a section of their own below the table. */
  readonly parts: 'all' | 'red' | 'none'
  /** Rows of that table; the worst results first. */
  readonly rows: number
  /** The longest line of an error, in characters. */
  readonly text: number
}

export const WHOLE: Budget = {
  apis: Infinity,
  failedApis: Infinity,
  timeline: true,
  changes: Infinity,
  extras: 50,
  rollbackStep: true,
  parts: 'all',
  rows: Infinity,
  text: 2000
}

/** What is left out step by step, the least useful first. */
const STEPS: readonly Partial<Budget>[] = [
  { apis: 500 },
  { apis: 100 },
  { apis: 20 },
  { apis: 0 },
  { failedApis: 200 },
  { failedApis: 20 },
  { timeline: false },
  { changes: 100 },
  { changes: 20 },
  { changes: 0 },
  { extras: 5, rollbackStep: false },
  { failedApis: 3, text: 1000 },
  { parts: 'red' },
  { parts: 'none', text: 500 },
  { rows: 200 },
  { rows: 50 },
  { rows: 10, extras: 1 },
  { rows: 5, text: 200, failedApis: 0, extras: 0 }
]

/** What was left out, counted by its name. */
export class Cuts {
  readonly #counts = new Map<string, number>()

  /** Ignores a count below one. */
  add(noun: string, count: number): void {
    if (count > 0) this.#counts.set(noun, (this.#counts.get(noun) ?? 0) + count)
  }

  /** `1,500 APIs, 1 timeline`; empty when nothing was left out. */
  toString(): string {
    return [...this.#counts]
      .map(([noun, count]) => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`)
      .join(', ')
  }
}

/**
 * The fullest rendering that stays within the limit.
 * @param render returns blocks, which are separated by empty lines
 * @param sizeOf in the unit of the limit
 * @param from limited to what there is to render, so that no step of the search renders the same again
 */
export function fitted(
  render: (budget: Budget) => readonly string[],
  limit: number,
  sizeOf: (text: string) => number,
  from: Budget = WHOLE
): string {
  const fits = (blocks: readonly string[]): boolean => sizeOf(blocks.join('\n\n')) <= limit
  let parts = render(from)
  if (fits(parts)) return parts.join('\n\n')
  const [first = from, ...budgets] = budgetsAfter(from)
  // most pages that are too long are just above the limit
  parts = render(first)
  if (!fits(parts)) {
    // a smaller budget never renders longer, so a binary search is enough
    let found: readonly string[] | undefined
    let low = 0
    let high = budgets.length - 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const tried = render(budgets[middle] ?? from)
      if (fits(tried)) {
        found = tried
        high = middle
      } else low = middle + 1
    }
    parts = found ?? render(budgets[high] ?? from)
  }
  // if even the smallest budget does not fit: as many whole blocks as do, from the top
  while (parts.length > 0 && !fits(parts)) parts = parts.slice(0, -1)
  return parts.join('\n\n')
}

/** From the most to the least; each renders less than the one before. */
function budgetsAfter(from: Budget): Budget[] {
  let budget = from
  return STEPS.flatMap(step => {
    const next = stricter(budget, step)
    if (isSame(budget, next)) return []
    budget = next
    return [next]
  })
}

function isSame(one: Budget, other: Budget): boolean {
  return (Object.keys(one) as (keyof Budget)[]).every(key => one[key] === other[key])
}

function stricter(budget: Budget, step: Partial<Budget>): Budget {
  const next = { ...budget, ...step }
  return {
    ...next,
    apis: Math.min(budget.apis, next.apis),
    failedApis: Math.min(budget.failedApis, next.failedApis),
    changes: Math.min(budget.changes, next.changes),
    extras: Math.min(budget.extras, next.extras),
    rows: Math.min(budget.rows, next.rows),
    text: Math.min(budget.text, next.text),
    timeline: budget.timeline && next.timeline,
    rollbackStep: budget.rollbackStep && next.rollbackStep
  }
}
