import type { Difference } from './compare.ts'
import { QUESTIONS } from './questions.ts'
import type { QuestionId } from './questions.ts'
import type { Run } from './run.ts'

/** What is kept of a run: the answers without ids, times and secrets. No id of a leftover: those are printed. */
export function recordOf(
  target: { readonly name: string; readonly region: string | undefined },
  at: number,
  run: Run,
  beside: Run | undefined,
  differences: readonly Difference[]
): object {
  return {
    version: 1,
    target: target.name,
    region: target.region ?? null,
    date: new Date(at).toISOString().slice(0, 10),
    endedEarly: run.endedEarly ?? null,
    leftovers: run.leftovers.length,
    checks: run.checks,
    questions: (Object.keys(QUESTIONS) as QuestionId[]).map(id => ({
      id,
      question: QUESTIONS[id],
      answer: run.answers[id],
      ...(beside === undefined ? {} : { emulator: beside.answers[id] })
    })),
    differences,
    steps: run.steps
  }
}
