import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOwn, ROOT } from '../document.ts'
import type { Workflow } from '../document.ts'
import { jobsOf } from '../places.ts'

/** An example starts with when to use it and what to change, uses this action, and is listed. */
export function examplesSayWhen(workflow: Workflow): string[] {
  const { path, text } = workflow
  if (!path.startsWith('examples/')) return []
  const [head = ''] = /^(#.*\n)*/.exec(text) ?? []
  const list = readFileSync(join(ROOT, 'examples', 'README.md'), 'utf8')
  const name = path.slice('examples/'.length)
  const uses = jobsOf(workflow).some(({ job, steps }) => job.uses !== undefined || steps.some(isOwn))
  return [
    ...(head.split('\n').length > 3 ? [] : ['it does not start with a comment of a few lines']),
    ...['Use it', 'Change'].filter(word => !head.includes(word)).map(word => `its comment has no ‘${word}’`),
    ...(list.includes(`[${name}](${name})`) ? [] : ['examples/README.md does not list it']),
    ...(uses ? [] : ['it does not use this action'])
  ]
}

/** A reusable workflow describes each input, secret and output. */
export function callsAreDescribed({ call, text }: Workflow): string[] {
  if (call === undefined) return []
  const described = { ...call.inputs, ...call.secrets, ...call.outputs }
  const head = text.slice(0, text.indexOf('\nname:'))
  return [
    ...Object.entries(described)
      .filter(([, { description = '' }]) => description.length < 10)
      .map(([name]) => `${name} is not described`),
    ...(head.includes('permissions:') && head.includes('must grant')
      ? []
      : ['its head comment does not list the permissions that the caller must grant'])
  ]
}
