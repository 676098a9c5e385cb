// The post step. It has its own entry file, so that it can never run as the main step. Without a journal, or if the
// main step has reported everything, there is nothing to resolve, and nothing is loaded.

/** The last line of a journal without open writes, as src/rollout/journal.ts writes it. */
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
    // the journal has been reported; the job must not fail because of it
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
