import fs from 'node:fs'
import type { promises } from 'node:fs'
import { isAbsolute, normalize, relative, resolve, sep } from 'node:path'
import { redactText } from '../model/redact.ts'
import { oneLine } from '../runtime/text.ts'
import { Invalid, quote } from './source.ts'

/** The maximum size of a file that the step reads. */
export const MAX_FILE_BYTES = 1024 * 1024

/**
 * Reads a text file in the workspace: a regular file of at most 1 MiB whose real path, with links resolved,
 * is inside the workspace.
 * @throws Invalid for any other file, and for one that cannot be read
 */
export async function readWorkspaceFile(path: string, workspace: string): Promise<string> {
  if (workspace === '') throw new Invalid('can only be read in a workflow: GITHUB_WORKSPACE is not set')
  if (/[{}\r\n]/.test(path)) throw new Invalid('must be a path: it looks like the content of a file')
  try {
    const bytes = await read(path, workspace)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw error instanceof Invalid ? error : new Invalid(reasonOf(error, path))
  }
}

/** A path for an annotation: relative to the workspace, and normalized. */
export function pathInWorkspace(path: string, workspace: string): string {
  return relative(workspace, resolve(workspace, path)).replaceAll(sep, '/')
}

async function read(path: string, workspace: string): Promise<Buffer> {
  // accessed here, because Node loads them on demand
  const { lstat, open, realpath } = fs.promises
  const root = await realpath(workspace).catch((error: unknown) => {
    throw new Invalid(
      `cannot be read: GITHUB_WORKSPACE is ${quoted(workspace)}, which is not a readable folder (${codeOf(error)})`
    )
  })
  const real = await realpath(resolve(workspace, path)).catch(async (error: unknown) => {
    const isLink = await lstat(resolve(workspace, path)).then(
      found => found.isSymbolicLink(),
      () => false
    )
    if (isLink && codeOf(error) === 'ENOENT') {
      throw new Invalid(`${quote(path)} is a link to a file that does not exist`)
    }
    throw error
  })
  const inside = relative(root, real)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    // the file exists, so even a long path is not a token set by mistake
    const shown = path === normalize(path) ? quoted(path) : quote(path)
    throw new Invalid(`${shown} is outside the workspace: copy it into the workspace first`)
  }
  const { O_NONBLOCK, O_RDONLY } = fs.constants as Partial<typeof fs.constants>
  // opening a named pipe without a writer would block
  const file = await open(real, (O_RDONLY ?? 0) | (O_NONBLOCK ?? 0))
  try {
    return await readRegular(file, path)
  } finally {
    await file.close()
  }
}

async function readRegular(file: promises.FileHandle, path: string): Promise<Buffer> {
  const found = await file.stat()
  if (found.isDirectory()) throw new Invalid(`${quote(path)} is a folder, not a regular file`)
  if (!found.isFile()) throw new Invalid(`${quote(path)} is not a regular file`)
  if (found.size > MAX_FILE_BYTES) {
    throw new Invalid(`${quote(path)} has ${found.size} bytes; at most 1 MiB is allowed`)
  }
  return file.readFile()
}

/** Why a file cannot be read. */
function reasonOf(error: unknown, path: string): string {
  const code = codeOf(error)
  const shown = quote(path)
  switch (code) {
    case 'ENOENT':
      return `${shown} does not exist in the workspace: is a checkout or download step missing before this one?`
    case 'ENOTDIR':
      return `${shown} does not exist in the workspace: a part of the path is a file, not a folder`
    case 'EACCES':
    case 'EPERM':
      return `${shown} cannot be read (${code}): check the permissions of the file and its folders, and the user of the earlier step or container that wrote it`
    case 'ELOOP':
      return `${shown} cannot be read (${code}): its links form a loop`
    case 'ENAMETOOLONG':
      return `${shown} is too long for a path (${code})`
    case 'EISDIR':
      return `${shown} is a folder, not a regular file`
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return `${shown} is not UTF-8 text`
    default:
      return `${shown} cannot be read (${code})`
  }
}

function codeOf(error: unknown): string {
  return (error as Partial<NodeJS.ErrnoException> | undefined)?.code ?? 'no code'
}

function quoted(path: string): string {
  return `"${oneLine(redactText(path))}"`
}
