import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { checkDefinition } from '../../emulator/cloud/definition.ts'
import { isJsonObject } from '../../emulator/cloud/json.ts'
import { backendConfig } from '../../emulator/cloud/read-form.ts'
import { parseSeed } from '../../emulator/seed.ts'
import { BACKEND_TYPES, rowOf } from '../../src/model/backend-types.ts'
import type { BackendType, BackendTypeName } from '../../src/model/backend-types.ts'

// What a row of src/model/backend-types.ts needs elsewhere. shown-definitions.test.ts checks the examples.

const root = join(import.meta.dirname, '..', '..')
const page = readFileSync(join(root, 'docs/definitions.md'), 'utf8')
const schema = JSON.parse(readFileSync(join(root, 'schema/manifest.schema.json'), 'utf8')) as {
  $defs: { definition: { properties: object } }
}
const seed = parseSeed("{ accounts: [{ id: '1', keys: [{ id: a, secret: b }] }], strict: true }")

function keysOf({ target, expected, address, returned, unreturned }: BackendType): ReadonlySet<string> {
  return new Set([target, expected, address, returned, unreturned].flat(2))
}

describe.each(BACKEND_TYPES.map((type): [BackendTypeName, BackendType | undefined] => [type, rowOf(type)]))(
  '%s',
  (type, row) => {
    if (row === undefined) throw new Error('a documented type has a row')
    const keys = [...keysOf(row)]

    test('docs/definitions.md has a row for each key', () => {
      expect(keys.filter(key => !new RegExp(`^\\| [^|]*\`${key}\``, 'm').test(page))).toEqual([])
    })

    test('the schema of manifests describes its keys or its sub-configuration', () => {
      const described = row.config === undefined ? keys : [row.config]
      expect(described.filter(key => !Object.hasOwn(schema.$defs.definition.properties, key))).toEqual([])
    })

    test('the read form of the emulator has the keys that the service returns', () => {
      const form = backendConfig(type, {}, seed)
      const config = row.config === undefined ? form : form[row.config]
      const has = (key: string): boolean => isJsonObject(config) && Object.hasOwn(config, key)
      expect([...row.address, ...row.returned].filter(key => !has(key))).toEqual([])
      expect(row.unreturned.filter(has)).toEqual([])
    })

    test('the strict emulator checks its required keys', () => {
      expect(() => {
        checkDefinition(type, {}, seed)
      }).toThrow(row.config ?? 'ServiceAddress')
    })
  }
)
