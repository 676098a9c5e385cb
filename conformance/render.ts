import type { Difference } from './compare.ts'
import type { Leftover } from './clean-up.ts'
import type { Run } from './run.ts'

/** Between the columns of a table. */
const GAP = '  '
const MAX_CELL_WIDTH = 60

/** The results of a run as text. @param emulatorRun the emulator's run, if there is one to compare with */
export function render<Question extends string>(
  target: string,
  asked: Readonly<Record<Question, string>>,
  run: Run<Question>,
  emulatorRun: Run<Question> | undefined,
  differences: readonly Difference[]
): string[] {
  const { checks } = run
  const failed = checks.filter(({ holds }) => !holds)
  return [
    '',
    `Assumptions of the action: ${checks.length - failed.length} of ${checks.length} hold`,
    ...checks.map(({ what, holds, seen }) =>
      holds ? `  ok      ${what}` : `  FAILED  ${what}: ${seen || 'nothing'}`
    ),
    '',
    'Questions and observed answers',
    ...questions(target, asked, run, emulatorRun),
    '',
    ...(emulatorRun === undefined
      ? ['The target is the emulator itself: nothing to compare with.']
      : comparison(target, differences)),
    ...(run.endedEarly === undefined ? [] : ['', `The script ended early: ${run.endedEarly}`])
  ]
}

function questions<Question extends string>(
  target: string,
  asked: Readonly<Record<Question, string>>,
  run: Run<Question>,
  emulatorRun: Run<Question> | undefined
): string[] {
  return (Object.keys(asked) as Question[]).flatMap(id => {
    const seen = run.answers[id] || '(not observed)'
    const emulated = emulatorRun?.answers[id] ?? seen
    // the duration is not a difference
    const same = emulated === seen || id.endsWith('rate-limits')
    return [
      `  ${asked[id]}`,
      `    ${target}: ${seen}`,
      ...(same ? [] : [`    emulator: ${emulated || '(not observed)'}`])
    ]
  })
}

function comparison(target: string, differences: readonly Difference[]): string[] {
  if (differences.length === 0) return [`${target} and the emulator respond identically.`]
  return [
    `${target} and the emulator differ in ${differences.length} places`,
    ...table([
      ['step', 'where', target, 'emulator'],
      ...differences.map(({ step, where, target: mine, emulator }) => [step, where, mine, emulator])
    ])
  ]
}

/** What could not be deleted, with the details that a person needs to delete it. */
export function renderLeftovers(leftovers: readonly Leftover[]): string[] {
  if (leftovers.length === 0) return []
  return [
    'Could not be deleted:',
    ...table([
      ['name', 'id', 'reason'],
      ...leftovers.map(({ name, id, reason }) => [name, id || '(unknown)', reason])
    ]),
    'Try again with --clean-up, or delete them in the console (API Gateway, or Cloud-native API Gateway).'
  ]
}

export function table(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map(row =>
    row.map(cell => (cell.length <= MAX_CELL_WIDTH ? cell : `${cell.slice(0, MAX_CELL_WIDTH - 1)}…`))
  )
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const lines = cells.map(row =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP)}`.trimEnd()
  )
  return [...lines.slice(0, 1), `  ${widths.map(width => '-'.repeat(width)).join(GAP)}`, ...lines.slice(1)]
}
