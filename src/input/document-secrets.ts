import { secretsOf } from '../model/redact.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { parseDocument } from './document.ts'
import { Invalid } from './invalid.ts'
import { attempt } from './source.ts'
import type { Source } from './source.ts'
import { fillingOf, parseVariables, registerVariables } from './variables.ts'
import { readWorkspaceFile } from './workspace-file.ts'

/**
 * Registers the secrets of every definition that the inputs give, for a process that acts on none of them.
 * What cannot be read by now is left out: it is another process that says so.
 */
export async function registerDocumentSecrets(
  source: Source,
  workspace: string,
  secrets: Secrets
): Promise<void> {
  const variables = attempt(() => parseVariables(source.raw('variables')), source, 'variables')
  if (variables !== undefined) registerVariables(variables, secrets)
  const file = (input: string) => (): Promise<string> => readWorkspaceFile(source.raw(input), workspace)
  const documents: readonly (readonly [string, () => string | Promise<string>])[] = [
    ['backend-model-data', () => source.text('backend-model-data')],
    ['backend-model-data-file', file('backend-model-data-file')],
    ['manifest', file('manifest')]
  ]
  for (const [input, read] of documents) {
    if (source.raw(input) === '') continue
    try {
      secrets.add(...secretsOf(await parseDocument(await read(), fillingOf(variables))))
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
    }
  }
}
