import { describe, expect, test } from '@jest/globals'
import { readWorkflow, workflowsIn } from '../support/workflows/document.ts'
import { RULES } from '../support/workflows/rules.ts'
import { syntaxProblems } from '../support/workflows/syntax.ts'

const paths = [...workflowsIn('.github/workflows'), ...workflowsIn('examples')]

test('finds workflows and examples', () => {
  expect(paths.length).toBeGreaterThan(10)
})

describe.each(paths)('%s', path => {
  const workflow = readWorkflow(path)

  test('its syntax and expressions are valid', async () => {
    expect(await syntaxProblems(path, workflow.text)).toEqual([])
  })

  test.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(workflow)).toEqual([])
  })
})
