import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { isObject } from '../../../src/model/json.ts'
import { ROOT, parseWorkflow } from './document.ts'
import type { Workflow } from './document.ts'

/** The pages that readers copy from. */
export const PAGES = ['*.md', 'docs/**/*.md', 'examples/*.md', 'emulator/*.md']
  .flatMap(pattern => globSync(pattern, { cwd: ROOT }))
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path !== 'CHANGELOG.md')
  .sort()

export interface Shown {
  /** For a test's name: the page, and the line of the block. */
  readonly name: string
  readonly text: string
  readonly workflow: Workflow
  /** A whole workflow, or some jobs of one. */
  readonly isWhole: boolean
}

/** The workflows and jobs that a page shows, as workflows; a list of steps is none. */
export function shownIn(path: string): Shown[] {
  const page = readFileSync(join(ROOT, path), 'utf8')
  return [...page.matchAll(/^```ya?ml\n([^]*?)^```/gm)].flatMap(({ 1: text = '', index }) => {
    const block: unknown = parse(text)
    if (!isObject(block)) return []
    const name = `${path}:${page.slice(0, index).split('\n').length}`
    const isWhole = 'on' in block && 'jobs' in block
    const jobs = 'jobs' in block ? block['jobs'] : block
    const isJobs =
      isObject(jobs) && Object.values(jobs).some(job => isObject(job) && ('steps' in job || 'uses' in job))
    if (!isJobs) return []
    return [
      {
        name,
        text,
        isWhole,
        workflow: parseWorkflow(path, isWhole ? text : JSON.stringify({ on: 'push', jobs }))
      }
    ]
  })
}
