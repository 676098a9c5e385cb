import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { MUTANTS } from '../../scripts/mutants/list.ts'

const root = join(import.meta.dirname, '..', '..')

test.each(MUTANTS.map(mutant => [mutant.name, mutant] as const))(
  'the mutant can be planted: %s',
  (_, { file, changes, tests }) => {
    let text = readFileSync(join(root, file), 'utf8')
    for (const [from, to] of changes) {
      expect([from, text.split(from).length - 1]).toEqual([from, 1])
      text = text.replace(from, to)
    }
    for (const path of tests) expect([path, existsSync(join(root, path))]).toEqual([path, true])
  }
)
