import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll } from '@jest/globals'
import type { SyntaxRequest, SyntaxResponse } from './syntax-worker.ts'

let worker: Worker | undefined
const waiting = new Map<number, PromiseWithResolvers<string[]>>()
let lastId = 0

afterAll(async () => {
  await worker?.terminate()
})

/** The problems that GitHub's language service finds in a workflow, such as `line 3: …`. */
export function syntaxProblems(path: string, text: string): Promise<string[]> {
  worker ??= startWorker()
  const id = ++lastId
  const found = Promise.withResolvers<string[]>()
  waiting.set(id, found)
  worker.postMessage({ id, path, text } satisfies SyntaxRequest)
  return found.promise
}

function startWorker(): Worker {
  const started = new Worker(join(import.meta.dirname, 'syntax-worker.ts'))
  started.on('message', ({ id, problems, error }: SyntaxResponse) => {
    const found = waiting.get(id)
    waiting.delete(id)
    if (problems === undefined) found?.reject(error)
    else found?.resolve(problems)
  })
  started.on('error', error => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  })
  return started
}
