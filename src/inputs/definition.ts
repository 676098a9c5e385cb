import type { Definition } from '../model/definition.ts'
import { isJsonObject } from '../model/json.ts'
import { withoutNulls } from '../model/patch.ts'
import { secretsOf } from '../model/redact.ts'
import { shapeErrors } from '../model/shape.ts'
import type { ShapeError } from '../model/shape.ts'
import type { Target } from '../model/target.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { parseDocument } from './document.ts'
import { Invalid } from './reading.ts'
import type { Source } from './source.ts'
import type { Filling } from './manifest/variables.ts'
import { readWorkspaceFile } from './workspace-file.ts'

/** Reads `backend-model-data` or its file. Its secrets are registered before anything is said about it. */
export async function readDefinition(
  source: Source,
  workspace: string,
  secrets: Secrets,
  {
    kind,
    backendType,
    filling
  }: { kind: Target['kind']; backendType: string | undefined; filling: Filling | undefined }
): Promise<Definition | undefined> {
  const inline = source.raw('backend-model-data')
  const file = source.raw('backend-model-data-file')
  if (inline !== '' && file !== '') {
    return source.report(
      'backend-model-data',
      'was given, and so was backend-model-data-file; give one of them'
    )
  }
  if (inline === '' && file === '') {
    return source.report(
      'backend-model-data',
      'is needed, here or as backend-model-data-file: the new definition, as JSON or YAML'
    )
  }
  const name = inline === '' ? 'backend-model-data-file' : 'backend-model-data'
  try {
    const document = await parseDocument(
      inline === '' ? await readWorkspaceFile(file, workspace) : source.text(name),
      filling
    )
    if (!isJsonObject(document)) {
      const given = Array.isArray(document) ? 'a list' : document === null ? 'empty' : `a ${typeof document}`
      return source.report(
        name,
        `is ${given}; a definition is a mapping, as {"ServiceAddress": "http://10.0.0.1:8080"}`
      )
    }
    secrets.add(...secretsOf(document))
    for (const { message } of definitionErrors(document, kind, backendType)) source.report(name, message)
    return document
  } catch (error) {
    if (error instanceof Invalid) return source.report(name, error.message)
    throw error
  }
}

/** Of a patch, only what it gives can be judged; the whole is looked at once it is laid over live. */
export function definitionErrors(
  document: Definition,
  kind: Target['kind'],
  backendType: string | undefined
): readonly ShapeError[] {
  if (kind === 'full') return shapeErrors(document, backendType)
  const given = withoutNulls(document)
  if (Object.keys(document).length > 0 && Object.keys(given).length === 0) return []
  return shapeErrors(given, undefined)
}
