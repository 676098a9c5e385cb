import type { Difference } from './compare.ts'
import type { Run } from './run.ts'

/** The record of a run, without IDs, times and secrets. The IDs of leftovers are only printed. */
export function recordOf<Question extends string>(
  target: { readonly name: string; readonly region: string | undefined; readonly product: string },
  at: number,
  questions: Readonly<Record<Question, string>>,
  run: Run<Question>,
  emulatorRun: Run<Question> | undefined,
  differences: readonly Difference[]
): object {
  return {
    version: 1,
    product: target.product,
    target: target.name,
    region: target.region ?? null,
    date: new Date(at).toISOString().slice(0, 10),
    endedEarly: run.endedEarly ?? null,
    leftovers: run.leftovers.length,
    checks: run.checks,
    questions: (Object.keys(questions) as Question[]).map(id => ({
      id,
      question: questions[id],
      answer: run.answers[id],
      ...(emulatorRun === undefined ? {} : { emulator: emulatorRun.answers[id] })
    })),
    differences,
    steps: run.steps
  }
}
