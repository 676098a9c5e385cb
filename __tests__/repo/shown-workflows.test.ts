import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { applies, isEmulator, ROOT, workflowsIn } from '../support/workflows/document.ts'
import { jobsOf } from '../support/workflows/places.ts'
import { RULES } from '../support/workflows/rules.ts'
import { PAGES, shownIn } from '../support/workflows/shown.ts'
import { syntaxProblems } from '../support/workflows/syntax.ts'

// Readers paste what the pages show, so it follows those rules of the examples that apply to a part of a workflow.

const shown = PAGES.flatMap(shownIn)
const RULES_OF_PARTS = {
  appliesWaitForEachOther: RULES.appliesWaitForEachOther,
  matricesFinish: RULES.matricesFinish,
  conditionsFailSafe: RULES.conditionsFailSafe,
  scriptsHoldNoExpressions: RULES.scriptsHoldNoExpressions,
  longNumbersAreText: RULES.longNumbersAreText
}

test('finds the pages that show a job that switches traffic', () => {
  const writing = shown.filter(({ workflow }) =>
    jobsOf(workflow).some(({ steps }) => steps.some(applies) && !steps.some(isEmulator))
  )
  expect(writing.map(({ workflow }) => workflow.path)).toEqual([
    ...Array<string>(4).fill('README.md'),
    ...Array<string>(4).fill('README.zh-CN.md'),
    'SECURITY.md',
    'docs/cloud-native.md',
    'docs/cloud-native.md',
    'docs/many-backends.md',
    'docs/many-backends.md',
    'docs/migration.md',
    'docs/rollback.md'
  ])
})

test('access keys are used only where a role cannot replace them, or with the reusable workflow', () => {
  const paths = [...workflowsIn('examples'), ...PAGES]
  const withKeys = paths.filter(path =>
    /secrets\.ALIBABA_CLOUD_\w*ACCESS_KEY/.test(readFileSync(join(ROOT, path), 'utf8'))
  )
  expect(withKeys).toEqual([
    // for the script that publishes the function
    'examples/function-compute-alias.yml',
    // whose issuer the cloud may not reach
    'examples/ghes.yml',
    'examples/promote-stages.yml'
  ])
})

test.each(PAGES)('%s pins third-party actions by commit, with the tag', path => {
  const others = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\buses: (?!OWNER|\.)(.+)/g)]
  for (const [, action = ''] of others)
    expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test.each(PAGES)('%s never compares an output that GitHub can drop with true', path => {
  expect(readFileSync(join(ROOT, path), 'utf8')).not.toMatch(/(has-changes|changed)['`]? *== *'true'/)
})

describe.each(shown)('$name', ({ workflow, text, isWhole }) => {
  test.each(Object.entries(RULES_OF_PARTS))('%s', (_, rule) => {
    expect(rule(workflow)).toEqual([])
  })

  if (isWhole) {
    test('its syntax and expressions are valid', async () => {
      expect(await syntaxProblems(workflow.path, text)).toEqual([])
    })
  }
})
