import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { ramStatement } from '../../../src/cloud/cures.ts'
import { OPERATIONS, operationOf } from '../../../src/cloud/operations.ts'

const src = join(import.meta.dirname, '..', '..', '..', 'src')

test('only writer.ts sends an operation that writes', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))
  for (const [name, { writes }] of Object.entries(OPERATIONS)) {
    const users = files
      .filter(path => readFileSync(join(src, path), 'utf8').includes(`OPERATIONS.${name}`))
      .map(path => path.replaceAll('\\', '/'))
    if (writes) expect(users).toEqual(['cloud/writer.ts'])
    else expect(users).not.toContain('cloud/writer.ts')
  }
})

test.each(Object.values(OPERATIONS))('$action is found by its action', operation => {
  expect(operationOf(operation.action)).toBe(operation)
})

test('a RAM policy has a statement per resource, the backend before everything', () => {
  const statements = ramStatement(['DescribeBackendInfo', 'ModifyBackendModel', 'DescribeApisByBackend'])
  expect(JSON.parse(statements)).toEqual({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['apigateway:ModifyBackendModel'],
        Resource: 'acs:apigateway:*:*:backend/*'
      },
      {
        Effect: 'Allow',
        Action: ['apigateway:DescribeBackendInfo', 'apigateway:DescribeApisByBackend'],
        Resource: '*'
      }
    ]
  })
})
