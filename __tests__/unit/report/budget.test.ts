import fc from 'fast-check'
import { expect, jest, test } from '@jest/globals'
import { Cuts, fitted, WHOLE } from '../../../src/report/budget.ts'
import type { Budget } from '../../../src/report/budget.ts'
import { markup } from '../../../src/report/markdown.ts'
import type { Markdown } from '../../../src/report/markdown.ts'
import { limitedTo, renderBlocks } from '../../../src/report/page.ts'
import { RESULTS } from '../../../src/rollout/outcome.ts'
import { check } from '../../support/check-property.ts'
import { CONTEXT, manyApis, outcomeOf } from './outcomes.ts'

const render = ({ apis, failedApis, changes, rows }: Budget): string[] => [
  `apis ${'a'.repeat(Math.min(apis, 1_000))}`,
  `failed ${'f'.repeat(Math.min(failedApis, 300))}`,
  `changes ${'c'.repeat(Math.min(changes, 200))}`,
  `rows ${'r'.repeat(Math.min(rows, 400))}`
]
const size = (text: string): number => text.length

test('renders what fits once, whole', () => {
  let renderings = 0
  const text = fitted(budget => (renderings++, render(budget)), 10_000, size)
  expect(text).toBe(render(WHOLE).join('\n\n'))
  expect(renderings).toBe(1)
})

test.each([
  [1_900, { apis: 500 }],
  [1_040, { apis: 100 }],
  [960, { apis: 20 }],
  [700, { apis: 0, failedApis: 20 }],
  [150, { apis: 0, failedApis: 3, changes: 0, rows: 50 }]
])('leaves out no more than it must to fit %d, in few renderings', (limit, kept) => {
  let renderings = 0
  const text = fitted(budget => (renderings++, render(budget)), limit, size)
  expect(text).toBe(render({ ...WHOLE, ...kept }).join('\n\n'))
  expect(renderings).toBeLessThanOrEqual(7)
})

test('keeps whole blocks from the top of what can never fit', () => {
  expect(fitted(render, 15, size)).toBe('apis \n\nfailed ')
})

test('counts what was left out, with grouped digits', () => {
  // formatting for a locale loads its data, which takes longer than the whole report
  const toLocaleString = jest.spyOn(Number.prototype, 'toLocaleString')
  const cuts = new Cuts()
  cuts.add('API', 1_500)
  cuts.add('change', 0)
  cuts.add('timeline', 1)
  expect(cuts.toString()).toBe('1,500 APIs, 1 timeline')
  expect(toLocaleString).not.toHaveBeenCalled()
  toLocaleString.mockRestore()
})

test('what the report does not have is no budget: the page is the same as in a search over every step', () => {
  check(
    fc.property(
      fc.array(fc.constantFrom(...RESULTS), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(0, 1, 15, 60, 300),
      fc.integer({ min: 300, max: 100_000 }),
      (results, count, limit) => {
        const outcomes = results.map(result => outcomeOf(result, { apis: manyApis(count, 30) }))
        const report = { outcomes, context: CONTEXT }
        const note = (cuts: string): Markdown => markup`*Left out: ${cuts}.*`
        const pageFrom = (budget: Budget): string =>
          fitted(
            each => renderBlocks(report, each, note),
            limit,
            text => text.length,
            budget
          )
        expect(pageFrom(limitedTo(report, WHOLE))).toBe(pageFrom(WHOLE))
      }
    ),
    { numRuns: 100 }
  )
})

test('a page just above the limit is rendered twice', () => {
  const outcomes = Array.from({ length: 50 }, () => outcomeOf('switched', { apis: manyApis(1, 30) }))
  const report = { outcomes, context: CONTEXT }
  const sizes: number[] = []
  const render = (limit: number): string =>
    fitted(
      budget => {
        const blocks = renderBlocks(report, budget, cuts => markup`${cuts}`)
        sizes.push(blocks.join('\n\n').length)
        return blocks
      },
      limit,
      text => text.length,
      limitedTo(report, WHOLE)
    )
  render(Infinity)
  const [whole = 0] = sizes.splice(0)
  render(whole - 1)
  expect(sizes).toHaveLength(2)
})
