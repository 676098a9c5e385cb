// Loaded only by a Node that is too old for the action: it must run on Node 14.
import { appendFileSync } from 'node:fs'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reports in one error that this Node is too old; the bundle itself would fail with a syntax error. Node 24.5 is the
 * first version that supports proxies by itself, and `using: node24` does not guarantee a minor version.
 * @param env for the file of the outputs, and the repository of this action
 */
export function refuseOldNode(step: 'main' | 'post', env: Environment): void {
  process.stdout.write(
    '::error title=Node is too old::this action requires Node 24.5 or later, and this runner started it with ' +
      `Node ${process.versions.node}. Update the runner (actions/runner, or its replacement) to a version whose node24 is ` +
      `24.5 or later [UnsupportedNode]%0ATroubleshooting: ${section(env)}\n`
  )
  if (step === 'post') return
  const outputs = { result: 'failed', 'error-code': 'UnsupportedNode', changed: 'false' }
  writeOutputs(env['GITHUB_OUTPUT'] ?? '', outputs)
  process.exitCode = 1
}

/** The same as in errors/help.ts, which this Node may be unable to load. */
function section(env: Environment): string {
  const place = 'docs/troubleshooting.md#unsupportednode'
  const [, repository] = /^([\w.-]+\/[\w.-]+)(?:\/|$)/.exec(env['GITHUB_ACTION_REPOSITORY'] ?? '') ?? []
  const ref = env['GITHUB_ACTION_REF'] ?? ''
  const server = env['GITHUB_SERVER_URL'] ?? ''
  if (repository === undefined || !/^[\w+-][\w./+-]*$/.test(ref) || !/^https?:\/\/[\w.:-]+$/.test(server)) {
    return `${place} in the repository of this action`
  }
  return `${server}/${repository}/blob/${ref}/${place}`
}

function writeOutputs(file: string, outputs: Readonly<Record<string, string>>): void {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`)
  try {
    appendFileSync(file, lines.join(''))
  } catch {
    // the error is in the log
  }
}
