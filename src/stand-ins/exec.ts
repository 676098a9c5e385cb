import { notBundled } from './not-bundled.ts'

// `@actions/exec`. The core package imports it to describe the platform.
export function exec(): Promise<never> {
  return Promise.reject(notBundled('@actions/exec'))
}

export const getExecOutput = exec
