// The post step. An entry file of its own, so that it can never take itself for the main step. Without a
// journal, or where the main step has said all there was to say, there is nothing to find out, and nothing is loaded.

/** The last line of a journal of which nothing is left open, as src/rollout/journal.ts writes it. */
const NOTHING_LEFT = '{"reported":true,"left":0}'

const journalPath = process.env['STATE_journal'] ?? ''
// as in index.ts
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 5)) {
  const { refuseOldNode } = await import('./node-version.ts')
  refuseOldNode('post', process.env)
} else if (journalPath !== '') {
  if (lastLineOf(journalPath) === NOTHING_LEFT) {
    remove(journalPath)
  } else {
    const { runPost } = await import('./app.ts')
    await runPost(journalPath)
  }
}

function remove(path: string): void {
  try {
    process.getBuiltinModule('node:fs').rmSync(path)
  } catch {
    // it says nothing that people do not know; the job is not to fail for it
  }
}

function lastLineOf(path: string): string | undefined {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(path, 'utf8').trimEnd().split('\n').at(-1)
  } catch {
    return undefined
  }
}

export {}
