// The post step. An entry file of its own, so that it can never take itself for the main step. Without a
// journal, or once the main step has removed it, there is nothing to find out, and nothing is loaded.
import { existsSync } from 'node:fs'

const journalPath = process.env['STATE_journal'] ?? ''
if (journalPath !== '' && existsSync(journalPath)) {
  const { runPost } = await import('./app.ts')
  await runPost(journalPath)
}
