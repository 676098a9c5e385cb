import type { Difference } from './compare.ts'
import type { Run } from './run.ts'

/** What is kept of a run: the answers without ids, times and secrets. No id of a leftover: those are printed. */
export function recordOf<Question extends string>(
  target: { readonly name: string; readonly region: string | undefined; readonly product: string },
  at: number,
  questions: Readonly<Record<Question, string>>,
  run: Run<Question>,
  beside: Run<Question> | undefined,
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
      ...(beside === undefined ? {} : { emulator: beside.answers[id] })
    })),
    differences,
    steps: run.steps
  }
}
