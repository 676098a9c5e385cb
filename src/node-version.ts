// Loaded by a Node that is too old for the action, and by no other: nothing in it is newer than Node 14.
import { appendFileSync } from 'node:fs'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Says in one error that this Node is too old: all else that it could say is a syntax error somewhere in the bundle. Node 24.5 is the
 * first version that sends requests through proxies by itself, and `using: node24` alone promises no minor version.
 * @param env where the outputs of a main step go, and where this action is from
 */
export function refuseOldNode(step: 'main' | 'post', env: Environment): void {
  process.stdout.write(
    '::error title=Node is too old::this action needs Node 24.5 or newer, and this runner started it with ' +
      `Node ${process.versions.node}. Update the runner (actions/runner), or what stands in for it, to a version whose node24 is ` +
      `24.5 or newer [UnsupportedNode]%0ATroubleshooting: ${section(env)}\n`
  )
  if (step === 'post') return
  const outputs = { result: 'failed', 'error-code': 'UnsupportedNode', changed: 'false' }
  writeOutputs(env['GITHUB_OUTPUT'] ?? '', outputs)
  process.exitCode = 1
}

/** As errors/help.ts says it, which this Node may not be able to load. */
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
    // the log has the error
  }
}
