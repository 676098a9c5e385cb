import fs from 'node:fs'
import { isAbsolute, normalize, relative, resolve, sep } from 'node:path'
import { redactText } from '../model/redact.ts'
import { oneLine } from '../runtime/text.ts'
import { Invalid, given } from './source.ts'

const MAX_FILE_BYTES = 1024 * 1024

/**
 * Reads a text file of the workspace: a regular file of at most 1 MiB whose real path, links followed,
 * is inside of it. Throws an Invalid.
 */
export async function readWorkspaceFile(path: string, workspace: string): Promise<string> {
  if (workspace === '') throw new Invalid('can only be read in a workflow: GITHUB_WORKSPACE is not set')
  if (/[{}\r\n]/.test(path)) throw new Invalid('is not a path: it looks like the content of a file')
  // asked for here, because Node loads a good deal for them
  const { readFile, realpath, stat } = fs.promises
  const real = await realpath(resolve(workspace, path)).catch(() => undefined)
  if (real === undefined) {
    throw new Invalid(
      `${given(path)} does not exist in the workspace; is a checkout step missing before this one?`
    )
  }
  const inside = relative(await realpath(workspace), real)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    // there is such a file: however long the path, it is no token in the wrong place
    const shown = path === normalize(path) ? `"${oneLine(redactText(path))}"` : given(path)
    throw new Invalid(`${shown} is outside of the workspace; only files inside are read: copy it there first`)
  }
  const { size, isFile } = await stat(real).then(found => ({ size: found.size, isFile: found.isFile() }))
  if (!isFile) throw new Invalid(`${given(path)} is not a regular file`)
  if (size > MAX_FILE_BYTES) throw new Invalid(`${given(path)} has ${size} bytes; at most 1 MiB is read`)
  const bytes = await readFile(real)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Invalid(`${given(path)} is not UTF-8 text`)
  }
}
