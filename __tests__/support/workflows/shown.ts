import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { isObject } from '../../../src/model/json.ts'
import { ROOT, parseWorkflow } from './document.ts'
import type { Workflow } from './document.ts'

/** The pages whose examples readers copy. */
export const PAGES = ['*.md', 'docs/**/*.md', 'examples/*.md', 'emulator/*.md']
  .flatMap(pattern => globSync(pattern, { cwd: ROOT }))
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path !== 'CHANGELOG.md')
  .sort()

export interface Shown {
  /** For test titles: the page and the block's line. */
  readonly name: string
  readonly text: string
  readonly workflow: Workflow
  /** A whole workflow, or some of its jobs. */
  readonly isWhole: boolean
}

/** The workflows and jobs in a page, as workflows; lists of steps are skipped. */
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
