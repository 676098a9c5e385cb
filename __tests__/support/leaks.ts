import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StepOptions, StepResult } from '../../step-runner/step.ts'

/** Shorter values are not masked. */
const SHORTEST = 8
const SECRET_INPUTS = ['access-key-secret', 'security-token', 'github-token']
const SECRET_VARIABLE = /SECRET|TOKEN$/
const SECRET_MEMBER = /"\w*(?:Password|SecretKey|AccessKey|Token)"\s*:\s*"((?:[^"\\]|\\.)*)"/g
const USER_INFO = /:\/\/[^/?#\s"@]*?:([^/?#\s"@]+)@/g

// shared by all steps of a test file: a secret of one step must not leak from another either
const registered = new Set<string>()

/** Registers the secrets of a step. */
export function registerSecrets(
  inputs: Readonly<Record<string, string>>,
  { env = {}, token = '', secrets = [] }: Partial<StepOptions>
): void {
  const headers = (inputs['probe-headers'] ?? '').split('\n').map(line => line.replace(/^[^:]*:/, ''))
  const named = Object.entries(env).flatMap(([name, value]) => (SECRET_VARIABLE.test(name) ? [value] : []))
  const texts = [...Object.values(inputs), ...Object.values(env)]
  const members = texts.flatMap(text => [...text.matchAll(SECRET_MEMBER)].map(([, value = '']) => value))
  const passwords = texts.flatMap(text => [...text.matchAll(USER_INFO)].map(([, value = '']) => value))
  const inputsOf = SECRET_INPUTS.map(name => inputs[name] ?? '')
  for (const secret of [...inputsOf, ...headers, ...named, ...members, ...passwords, token, ...secrets]) {
    if (secret.trim().length >= SHORTEST) registered.add(secret.trim())
  }
}

/** Fails if any output of a step contains a registered or masked secret, in any encoding. */
export async function assertNoLeak({ post, ...main }: StepResult, temp: string): Promise<void> {
  const places = Object.entries(await filesIn(temp))
  for (const [name, phase] of Object.entries({ main, post })) {
    if (phase === undefined) continue
    // the only place where a secret is allowed
    places.push([`the log of ${name}`, phase.rawStdout.replaceAll(/^::add-mask::.*$/gm, '')])
    places.push([`stderr of ${name}`, phase.rawStderr])
  }
  assertClean(places, [...main.masks, ...(post?.masks ?? [])])
}

/** Fails if a text contains a registered secret, or one of `more`. */
export function assertClean(
  places: readonly (readonly [place: string, text: string])[],
  more: readonly string[] = []
): void {
  const secrets = [...new Set([...registered, ...more])]
  const leaks = places.flatMap(([place, text]) =>
    secrets.flatMap(secret =>
      formsOf(secret).some(form => text.includes(form)) ? [`${secret} in ${place}`] : []
    )
  )
  if (leaks.length > 0) throw new Error(`secret leaked: ${leaks.join(', ')}`)
}

function formsOf(secret: string): string[] {
  const url = encodeURIComponent(secret.toWellFormed())
  return [secret, url, Buffer.from(secret).toString('base64'), JSON.stringify(secret).slice(1, -1)]
}

/** The files below a directory, including command files. */
async function filesIn(temp: string): Promise<Record<string, string>> {
  const entries = await readdir(temp, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.flatMap(entry => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
  return Object.fromEntries(
    await Promise.all(paths.map(async path => [path, await readFile(path, 'utf8').catch(() => '')] as const))
  )
}
