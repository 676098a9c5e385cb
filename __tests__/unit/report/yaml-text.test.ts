import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { JsonObject } from '../../../src/model/json.ts'
import { actionReference, inputText, jsonText, stepText, yamlScalar } from '../../../src/report/yaml-text.ts'
import { hostile } from './hostile.ts'

const definition: fc.Arbitrary<JsonObject> = fc.dictionary(
  hostile,
  fc.oneof(hostile, fc.integer(), fc.boolean(), fc.dictionary(hostile, hostile, { maxKeys: 3 })),
  { maxKeys: 4 }
)

test('a pasted step parses as written, without expression, command or hidden character', () => {
  fc.assert(
    fc.property(hostile, hostile, definition, (backendId, stageName, data) => {
      const text = stepText('acme/switch-backend@v1', {
        'backend-id': backendId,
        'stage-name': stageName,
        'backend-model-data': { json: data },
        'skip-unchanged': false
      })
      expect(text).not.toMatch(/\$\{\{|##\[|[^\P{Cc}\n]|\p{Default_Ignorable_Code_Point}/u)
      const [step] = parse(text) as [{ uses: string; with: Record<string, string> }]
      expect(step.uses).toBe('acme/switch-backend@v1')
      expect(step.with['backend-id']?.toWellFormed()).toBe(backendId.toWellFormed())
      expect(step.with['stage-name']?.toWellFormed()).toBe(stageName.toWellFormed())
      // from JSON, because __proto__ is not an ordinary key in a literal
      expect(JSON.stringify(JSON.parse(step.with['backend-model-data'] ?? ''))).toBe(JSON.stringify(data))
      expect(step.with['skip-unchanged']).toBe(false)
    }),
    { numRuns: 500 }
  )
})

test.each([
  ['RELEASE', 'RELEASE'],
  ['NO', '"NO"'],
  ['1E5', '"1E5"'],
  ['0123', '"0123"'],
  ['a: b', '"a: b"'],
  ['${{ secrets.X }}', '"${\\u007b secrets.X }}"']
])('%s as a scalar', (text, scalar) => {
  expect(yamlScalar(text)).toBe(scalar)
})

test('writes one fingerprint, lines of several, and lines that need quotes', () => {
  expect(inputText('approved-plan', ['fp1:0a'])).toBe('approved-plan: fp1:0a')
  expect(inputText('approved-plan', ['fp2:0a'])).toBe('approved-plan: fp2:0a')
  expect(inputText('approved-plan', ['a/TEST fp1:0a', 'b/TEST fp1:0b'])).toBe(
    'approved-plan: |\n  a/TEST fp1:0a\n  b/TEST fp1:0b'
  )
  expect(inputText('approved-plan', ['${{x}}/TEST fp1:0a', 'b/TEST fp1:0b'])).toBe(
    'approved-plan: "${\\u007bx}}/TEST fp1:0a\\nb/TEST fp1:0b"'
  )
})

test('keeps the value of JSON', () => {
  fc.assert(
    fc.property(definition, data => {
      expect(JSON.stringify(JSON.parse(jsonText(data, 2)))).toBe(JSON.stringify(data))
    })
  )
})

test.each([
  ['acme/switch-backend', 'v1', 'acme/switch-backend@v1'],
  ['acme/actions/switch', 'main', 'acme/actions/switch@main'],
  ['', '', 'OWNER/switch-backend@v1'],
  ['acme/x', 'a b', 'OWNER/switch-backend@v1']
])('%s at %s', (repository, ref, reference) => {
  expect(actionReference(repository, ref)).toBe(reference)
})
