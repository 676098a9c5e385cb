import type { Difference } from './compare.ts'
import type { Leftover } from './clean-up.ts'
import type { Run } from './run.ts'

/** What is between the columns of a table. */
const GAP = '  '
const WIDEST = 60

/** What a run came to, as lines for a reader. `beside` is the emulator's run, when it was run for comparison. */
export function render<Question extends string>(
  target: string,
  asked: Readonly<Record<Question, string>>,
  run: Run<Question>,
  beside: Run<Question> | undefined,
  differences: readonly Difference[]
): string[] {
  const { checks } = run
  const failed = checks.filter(({ holds }) => !holds)
  return [
    '',
    `What the action relies on: ${checks.length - failed.length} of ${checks.length} hold`,
    ...checks.map(({ what, holds, seen }) =>
      holds ? `  ok      ${what}` : `  FAILED  ${what}: ${seen || 'nothing'}`
    ),
    '',
    'Questions, and the answers seen',
    ...questions(target, asked, run, beside),
    '',
    ...(beside === undefined
      ? ['The target is the emulator itself: nothing to compare with.']
      : comparison(target, differences)),
    ...(run.endedEarly === undefined ? [] : ['', `The script ended early: ${run.endedEarly}`])
  ]
}

function questions<Question extends string>(
  target: string,
  asked: Readonly<Record<Question, string>>,
  run: Run<Question>,
  beside: Run<Question> | undefined
): string[] {
  return (Object.keys(asked) as Question[]).flatMap(id => {
    const seen = run.answers[id] || '(not seen)'
    const emulated = beside?.answers[id] ?? seen
    // how long it took is no difference
    const same = emulated === seen || id.endsWith('rate-limits')
    return [
      `  ${asked[id]}`,
      `    ${target}: ${seen}`,
      ...(same ? [] : [`    emulator: ${emulated || '(not seen)'}`])
    ]
  })
}

function comparison(target: string, differences: readonly Difference[]): string[] {
  if (differences.length === 0) return [`${target} and the emulator answer the same.`]
  return [
    `${target} and the emulator differ in ${differences.length} places`,
    ...table([
      ['step', 'where', target, 'emulator'],
      ...differences.map(({ step, where, target: mine, emulator }) => [step, where, mine, emulator])
    ])
  ]
}

/** What could not be deleted, with what a person needs to delete it. */
export function renderLeftovers(leftovers: readonly Leftover[]): string[] {
  if (leftovers.length === 0) return []
  return [
    'Could not be deleted:',
    ...table([
      ['name', 'id', 'reason'],
      ...leftovers.map(({ name, id, reason }) => [name, id || '(not known)', reason])
    ]),
    'Try again with --clean-up, or delete them in the console (API Gateway, or Cloud-native API Gateway).'
  ]
}

export function table(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map(row =>
    row.map(cell => (cell.length <= WIDEST ? cell : `${cell.slice(0, WIDEST - 1)}…`))
  )
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const lines = cells.map(row =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP)}`.trimEnd()
  )
  return [...lines.slice(0, 1), `  ${widths.map(width => '-'.repeat(width)).join(GAP)}`, ...lines.slice(1)]
}
